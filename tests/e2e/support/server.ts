// A server as a child process: started, waited for, stopped.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { createInterface, type Interface } from 'node:readline';

export class Server {
  private constructor(
    readonly url: string,
    private readonly child: ChildProcess,
    private readonly said: string[],
    private readonly lines: Interface,
  ) {}

  /** Starts a program and waits for its line `NAME http://…` on standard output. */
  static async start(name: string, program: string, flags: string[], cwd: string): Promise<Server> {
    const child = spawn(program, flags, { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
    const said: string[] = [];
    const lines = createInterface({ input: child.stderr }).on('line', (line) => said.push(line));
    const url = await new Promise<string>((resolve, reject) => {
      const fail = (why: string) => reject(new Error(`the ${name} ${why}:\n${said.slice(-20).join('\n')}`));
      const timer = setTimeout(() => {
        child.kill('SIGKILL');
        fail('did not serve within 30 s');
      }, 30_000);
      child.once('error', (error) => fail(error.message));
      child.once('exit', (code) => fail(`ended with ${code}`));
      createInterface({ input: child.stdout }).on('line', (line) => {
        if (!line.startsWith(`${name} http://`)) return;
        clearTimeout(timer);
        child.removeAllListeners('exit');
        resolve(line.slice(name.length + 1).trim());
      });
    });
    return new Server(url, child, said, lines);
  }

  /** Waits until it has logged a text so many times. */
  async hasLogged(text: string, times: number): Promise<void> {
    const timer = AbortSignal.timeout(30_000);
    while (this.said.filter((line) => line.includes(text)).length < times) {
      await once(this.lines, 'line', { signal: timer }).catch(() => {
        throw new Error(`not logged ${times} times within 30 s: ${text}\n${this.said.slice(-20).join('\n')}`);
      });
    }
  }

  /** Everything it has logged so far. */
  log(): string {
    return this.said.join('\n');
  }

  /** Stops it at once, as a crash or a power cut would. */
  async kill(): Promise<void> {
    await this.end('SIGKILL');
  }

  /** Asks it to stop, and fails when it takes longer than it may. */
  async stop(): Promise<void> {
    await this.end('SIGTERM');
  }

  private async end(signal: NodeJS.Signals): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const ended = new Promise<void>((resolve) => this.child.once('exit', () => resolve()));
    this.child.kill(signal);
    let late = false;
    const force = setTimeout(() => {
      late = true;
      this.child.kill('SIGKILL');
    }, 10_000);
    await ended;
    clearTimeout(force);
    if (late) throw new Error(`${this.child.spawnfile} did not stop within 10 s of ${signal}:\n${this.log()}`);
  }
}

/** A port of this machine that nobody uses now. */
export async function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      if (address === null || typeof address === 'string') return reject(new Error('no port'));
      probe.close(() => resolve(address.port));
    });
  });
}
