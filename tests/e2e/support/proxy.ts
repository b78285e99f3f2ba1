// A loopback TCP proxy: everything that a wire between two programs can do to them, standing until it is mended, or
// once, to the next request that fits.
import { createServer, connect, type Server as NetServer, type Socket } from 'node:net';

/** What befalls one request. Only with `lose-reply` and `cut-body` does the far side hear of it. */
export type Mishap =
  /** The connection is reset in place of passing the request on. */
  | 'reset'
  /** The request is swallowed; the connection stays and says nothing. */
  | 'swallow'
  /** The request is carried out; then the connection closes without a word of the answer. */
  | 'lose-reply'
  /** The answer's head arrives and half of what follows it; then the connection is reset. */
  | 'cut-body';

interface Armed {
  mishap: Mishap;
  /** Of `METHOD /path`. */
  request: RegExp;
}

interface Line {
  near: Socket;
  far: Socket;
  /** Nothing of it can arrive any more: where the wire is mended, its ends learn so. */
  dead: boolean;
}

/** How often a slowed wire lets something through. */
const TICK_MS = 50;

export class Wire {
  private readonly lines = new Set<Line>();
  private mode: 'open' | 'cut' | 'reset' | 'held' = 'open';
  private bytesPerTick = Infinity;
  private armed: Armed[] = [];

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

  /** Ends every connection, and new ones as they come. */
  cut(): void {
    this.mode = 'cut';
    for (const line of this.lines) this.end(line);
  }

  /** Resets every connection, and new ones as they come. */
  reset(): void {
    this.mode = 'reset';
    for (const line of this.lines) this.end(line);
  }

  /** Takes and keeps every connection but lets nothing through: the far side seems to have died. */
  hold(): void {
    this.mode = 'held';
    for (const { near, far } of this.lines) for (const socket of [near, far]) socket.pause();
  }

  /** Lets answers through at this speed. */
  slow(bytesPerSecond: number): void {
    this.bytesPerTick = Math.max(1, Math.round((bytesPerSecond * TICK_MS) / 1_000));
  }

  /** Strikes the next request whose `METHOD /path` fits. */
  strike(mishap: Mishap, request: RegExp): void {
    this.armed.push({ mishap, request });
  }

  /** Lets everything through again. Connections that lost something learn that they are dead. */
  mend(): void {
    this.mode = 'open';
    this.bytesPerTick = Infinity;
    this.armed = [];
    for (const line of this.lines) {
      if (line.dead) this.end(line, 'reset');
      else for (const socket of [line.near, line.far]) socket.resume();
    }
  }

  /** How many ordered strikes have found no request yet. */
  get waiting(): number {
    return this.armed.length;
  }

  async close(): Promise<void> {
    this.cut();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private end({ near, far }: Line, how: 'cut' | 'reset' = this.mode === 'reset' ? 'reset' : 'cut'): void {
    for (const socket of [near, far]) {
      if (how === 'reset') socket.resetAndDestroy();
      else socket.destroy();
    }
  }

  private join(near: Socket, host: string, port: number): void {
    near.on('error', () => near.destroy());
    if (this.mode === 'cut') return void near.destroy();
    if (this.mode === 'reset') return void near.resetAndDestroy();
    const far = connect(port, host);
    const line: Line = { near, far, dead: false };
    this.lines.add(line);
    for (const [one, other] of [[near, far], [far, near]] as const) {
      one.on('error', () => other.destroy());
      one.on('close', () => {
        this.lines.delete(line);
        // What is written to it already still goes out.
        other.destroySoon();
      });
    }
    // What the answer to the request under way suffers.
    let mishap: Mishap | undefined;
    near.on('data', (bytes) => {
      const begun = /^([A-Z]+ \S+) HTTP\/1\.1\r\n/.exec(bytes.toString('latin1', 0, 4_096));
      if (begun) mishap = this.struck(begun[1] as string);
      if (mishap === 'reset') this.end(line, 'reset');
      else if (mishap === 'swallow') line.dead = true;
      else far.write(bytes);
    });
    const answer = this.trickle(line);
    far.on('data', (bytes) => {
      if (mishap === 'lose-reply') this.end(line);
      else if (mishap === 'cut-body') {
        const head = bytes.indexOf('\r\n\r\n') + 4;
        far.pause();
        near.write(bytes.subarray(0, head + Math.floor((bytes.length - head) / 2)), () => this.end(line, 'reset'));
      } else answer(bytes);
    });
    if (this.mode === 'held') for (const socket of [near, far]) socket.pause();
    else near.resume();
  }

  private struck(request: string): Mishap | undefined {
    const at = this.armed.findIndex((armed) => armed.request.test(request));
    return at < 0 ? undefined : this.armed.splice(at, 1)[0]?.mishap;
  }

  /** Passes an answer on, as fast as the wire is now. */
  private trickle({ near, far }: Line): (bytes: Buffer) => void {
    let left: Buffer[] = [];
    const step = () => {
      let room = this.bytesPerTick;
      while (room > 0 && left.length > 0 && this.mode !== 'held') {
        const [first = Buffer.alloc(0), ...others] = left;
        near.write(first.subarray(0, room));
        left = first.length > room ? [first.subarray(room), ...others] : others;
        room -= first.length;
      }
    };
    const timer = setInterval(step, TICK_MS);
    near.once('close', () => clearInterval(timer));
    far.once('end', () => near.end(Buffer.concat(left)));
    return (bytes) => {
      left.push(bytes);
      if (this.bytesPerTick === Infinity) step();
    };
  }
}
