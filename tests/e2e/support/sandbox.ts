// The sandbox's control calls: see docs/sandbox.md.

export type Platform = 'shopee' | 'lazada' | 'tiktok';
export const PLATFORMS: Platform[] = ['shopee', 'lazada', 'tiktok'];

export interface SandboxStore {
  platform: Platform;
  /** The platform's own id of the shop. */
  id: string;
  name: string;
  region: string;
  state: 'normal' | 'expiring' | 'expired' | 'frozen' | 'banned';
}

export interface Sent {
  n: number;
  platform: Platform;
  store: string;
  session: string;
  message: string;
  text: string;
  type: string;
  at: number;
}

export interface Request {
  n: number;
  platform: Platform;
  store: string | null;
  method: string;
  path: string;
}

export type Fault =
  | { fault: 'latency'; ms: number }
  | { fault: 'drop_before' }
  | { fault: 'drop_after_commit' }
  | { fault: 'status'; code: number; body?: unknown }
  | { fault: 'rate_limited'; retry_after_s: number }
  | { fault: 'token_expired' }
  | { fault: 'truncate' }
  | { fault: 'garbage' }
  | { fault: 'duplicate_push'; copies: number; every_ms: number }
  | { fault: 'reorder_push'; by: number }
  | { fault: 'lose_push' }
  | { fault: 'refuse_send'; reason: string };

/** Where a platform takes a message to be sent in this session: what the request's path begins with. */
export function sendPath(platform: Platform, session: string): string {
  if (platform === 'shopee') return '/api/v2/sellerchat/send_message';
  if (platform === 'lazada') return '/rest/im/message/send';
  return `/customer_service/202309/conversations/${session}/messages`;
}

/** Where a fault meets only what is sent: on a platform that names it in the path, in this session alone. */
export function sends({ store, session }: { store: SandboxStore; session: string }) {
  return { platform: store.platform, store: store.id, path: sendPath(store.platform, session), method: 'POST' };
}

export class Control {
  constructor(readonly url: string) {}

  /** The stores, or those of one platform. */
  async stores(platform?: Platform): Promise<SandboxStore[]> {
    const stores = await this.call<SandboxStore[]>('GET', '/control/stores');
    return stores
      .map((store) => ({ ...store, id: String(store.id) }))
      .filter((store) => !platform || store.platform === platform);
  }

  /** A store that can read and send. */
  async workingStore(platform: Platform): Promise<SandboxStore> {
    const store = (await this.stores(platform)).find(answers);
    if (!store) throw new Error(`the sandbox has no working ${platform} store`);
    return store;
  }

  /** A buyer writes: in a session that is there, or as `buyer` in one of their own. */
  async buyerWrites(store: SandboxStore, text: string, where: { session?: string; buyer?: string } = {}) {
    const body = { store: gatewayStore(store), text, ...where };
    const written = await this.call<{ session: string; message: string }>('POST', '/control/buyer-messages', body);
    return { session: String(written.session), message: String(written.message) };
  }

  /** How a platform treats a store's permission and shop from now on. */
  async setState(store: SandboxStore, state: SandboxStore['state']): Promise<void> {
    await this.call('POST', `/control/stores/${store.id}/state`, { state });
  }

  /** Scripts a fault; it ends after `times` uses, or with `noFaults`. */
  async fault(where: { platform?: Platform; store?: string; path?: string; method?: string }, fault: Fault, times?: number) {
    await this.call('POST', '/control/faults', { where, times, ...fault });
  }

  async noFaults(): Promise<void> {
    await this.call('DELETE', '/control/faults');
  }

  /** Every message that a marketplace really committed, in order. */
  async sent(): Promise<Sent[]> {
    return this.call<Sent[]>('GET', '/control/sent');
  }

  /** What a marketplace committed with exactly this text. */
  async sentWith(text: string): Promise<Sent[]> {
    return (await this.sent()).filter((sent) => sent.text === text);
  }

  async requests(since = 0): Promise<Request[]> {
    return this.call<Request[]>('GET', `/control/requests?since=${since}`);
  }

  private async call<T>(method: string, path: string, body?: unknown): Promise<T> {
    const answer = await fetch(this.url + path, {
      method,
      headers: { 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
    return (text ? JSON.parse(text) : undefined) as T;
  }
}

/** Whether a store's messages can be read and answered: Shopee lets no app write in Taiwan. */
export function answers(store: SandboxStore): boolean {
  return works(store) && !(store.platform === 'shopee' && store.region === 'TW');
}

function works(store: SandboxStore): boolean {
  return store.state === 'normal' || store.state === 'expiring';
}

/** The gateway's id of a sandbox store. */
export function gatewayStore(store: { platform: Platform; id: string }): string {
  return `${store.platform}-${store.id}`;
}

/** The gateway's id of a sandbox store's session. */
export function gatewaySession(store: { platform: Platform; id: string }, session: string): string {
  return `${gatewayStore(store)}~${encodeURIComponent(session)}`;
}
