// A loopback TCP proxy: cuts, holds and mends the wire between two programs.
import { createServer, connect, type Server as NetServer, type Socket } from 'node:net';

export class Wire {
  private readonly sockets = new Set<Socket>();
  private mode: 'open' | 'cut' | 'held' = 'open';

  private constructor(
    readonly url: string,
    private readonly server: NetServer,
  ) {}

  /** A proxy on a port of its own that leads to `target` (`http://127.0.0.1:PORT`). */
  static async to(target: string): Promise<Wire> {
    const { hostname, port } = new URL(target);
    const server = createServer({ pauseOnConnect: true });
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(0, '127.0.0.1', resolve);
    });
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    const wire = new Wire(`http://127.0.0.1:${address.port}`, server);
    server.on('connection', (near) => wire.join(near, hostname, Number(port)));
    return wire;
  }

  /** Ends every connection and refuses new ones. */
  cut(): void {
    this.mode = 'cut';
    for (const socket of this.sockets) socket.destroy();
  }

  /** Keeps every connection but lets nothing through: the far side seems to have died. */
  hold(): void {
    this.mode = 'held';
    for (const socket of this.sockets) socket.pause();
  }

  /** Lets everything through again. */
  mend(): void {
    this.mode = 'open';
    for (const socket of this.sockets) socket.resume();
  }

  async close(): Promise<void> {
    this.cut();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private join(near: Socket, host: string, port: number): void {
    if (this.mode === 'cut') {
      near.destroy();
      return;
    }
    const far = connect(port, host);
    for (const [from, to] of [[near, far], [far, near]] as const) {
      this.sockets.add(from);
      from.on('data', (bytes) => to.write(bytes));
      from.on('error', () => to.destroy());
      from.on('close', () => {
        this.sockets.delete(from);
        to.destroy();
      });
      if (this.mode === 'held') from.pause();
      else from.resume();
    }
  }
}
