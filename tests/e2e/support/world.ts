// One test's world: a sandbox and a gateway of its own, on free ports, with a folder that goes with them.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { built } from './built.ts';
import { answers, Control } from './sandbox.ts';
import { freePort, Server } from './server.ts';

/** What the sandbox's world is made of; small by default, so that it is there at once. */
export interface Size {
  stores: number;
  /** Per store. */
  sessions: number;
  /** Per session. */
  messages: number;
}

export class World {
  readonly control: Control;

  private constructor(
    private readonly folder: string,
    private readonly sandbox: Server,
    private gateway: Server,
    private readonly flags: string[],
  ) {
    this.control = new Control(sandbox.url);
  }

  static async start(size: Size, seed = 7): Promise<World> {
    const folder = await mkdtemp(join(tmpdir(), 'steadydesk-e2e-'));
    const port = await freePort();
    const url = `http://127.0.0.1:${port}`;
    const what = ['--stores', size.stores, '--sessions', size.sessions, '--messages', size.messages];
    const sandboxFlags = ['--port', '0', '--gateway', url, '--quiet-buyers', '--seed', String(seed), ...what.map(String)];
    const sandbox = await Server.start('sandbox', built.sandbox, sandboxFlags, folder);
    const flags = ['--listen', `127.0.0.1:${port}`, '--data', folder, '--console', built.console];
    flags.push('--sandbox', sandbox.url);
    let gateway: Server | undefined;
    try {
      gateway = await Server.start('gateway', built.gateway, flags, folder);
      const world = new World(folder, sandbox, gateway, flags);
      // What is read for the first time is news to a desk: a test begins behind it.
      const answering = (await world.control.stores()).filter(answers).length;
      await gateway.hasLogged('a store is read for the first time', answering);
      return world;
    } catch (error) {
      await gateway?.stop();
      await sandbox.stop();
      throw error;
    }
  }

  /** Where the console is served. */
  get url(): string {
    return this.gateway.url;
  }

  /** What the gateway has logged. */
  gatewayLog(): string {
    return this.gateway.log();
  }

  /** The gateway dies without warning and comes back on the same data. */
  async crashGateway(): Promise<void> {
    await this.killGateway();
    await this.startGateway();
  }

  async killGateway(): Promise<void> {
    await this.gateway.kill();
  }

  /** After `killGateway`: on the same data, at the same address. */
  async startGateway(): Promise<void> {
    this.gateway = await Server.start('gateway', built.gateway, this.flags, this.folder);
  }

  async stop(): Promise<void> {
    try {
      await this.gateway.stop();
    } finally {
      await this.sandbox.stop();
      await rm(this.folder, { recursive: true, force: true });
    }
  }
}
