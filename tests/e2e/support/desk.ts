// The console as an operator sees it: roles and accessible names only.
import { expect, type Locator, type Page } from '@playwright/test';
import { type Control, gatewaySession, gatewayStore, type Platform, type SandboxStore } from './sandbox.ts';

export class Desk {
  readonly sessions: Locator;
  readonly thread: Locator;
  readonly composer: Locator;
  readonly storeTable: Locator;

  constructor(
    readonly page: Page,
    readonly control: Control,
  ) {
    this.sessions = page.getByRole('listbox', { name: 'Sessions' });
    this.thread = page.getByRole('log', { name: 'Messages' });
    this.composer = page.getByRole('textbox', { name: 'Message', exact: true });
    this.storeTable = page.getByRole('table', { name: 'Stores' });
  }

  static async signIn(page: Page, control: Control, name: string): Promise<Desk> {
    await page.goto('/');
    await page.getByRole('textbox', { name: 'Name' }).fill(name);
    await page.getByRole('textbox', { name: 'Password' }).fill('sandbox');
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    const desk = new Desk(page, control);
    await expect(desk.navigation).toBeVisible();
    return desk;
  }

  get navigation(): Locator {
    return this.page.getByRole('navigation', { name: 'Main' });
  }

  async open(room: 'Inbox' | 'Stores'): Promise<void> {
    // An unread count may follow the name.
    await this.navigation.getByRole('link', { name: new RegExp(`^${room}`) }).click();
    await expect(room === 'Inbox' ? this.sessions : this.storeTable).toBeVisible();
  }

  tab(name: 'All' | 'Shopee' | 'Lazada' | 'TikTok Shop'): Locator {
    // A count may follow the name.
    return this.page.getByRole('tab', { name: new RegExp(`^${name}`) });
  }

  search(name: 'Search stores' | 'Search sessions'): Locator {
    return this.page.getByRole('searchbox', { name });
  }

  storeRow(store: SandboxStore): Locator {
    return this.storeTable.locator(`[role=row][data-id="${gatewayStore(store)}"], tr[data-id="${gatewayStore(store)}"]`);
  }

  storeRows(): Locator {
    return this.storeTable.locator('[data-id]');
  }

  session(store: SandboxStore, session: string): Locator {
    return this.sessions.locator(`[role=option][data-id="${gatewaySession(store, session)}"]`);
  }

  sessionOptions(): Locator {
    return this.sessions.getByRole('option');
  }

  /** Opens a session and waits until its composer speaks for its store. */
  async openSession(store: SandboxStore, session: string): Promise<void> {
    const option = this.session(store, session);
    await option.click();
    await expect(option).toHaveAttribute('aria-selected', 'true');
    // While the pointer rests on the list no row moves.
    await this.page.mouse.move(0, 0);
    await expect(this.sendButton(store)).toBeVisible();
    await expect(this.thread).toBeVisible();
  }

  /** A session that a buyer has just begun, open in the inbox. */
  async openNew(platform: Platform): Promise<{ store: SandboxStore; session: string }> {
    const store = await this.control.workingStore(platform);
    const { session } = await this.control.buyerWrites(store, 'Hello?');
    await this.open('Inbox');
    await this.openSession(store, session);
    await expect(this.bubbles('Hello?')).toHaveCount(1);
    return { store, session };
  }

  sendButton(store: SandboxStore): Locator {
    return this.page.getByRole('button', { name: `Send to ${store.name}`, exact: true });
  }

  /** The bubbles that say exactly this. */
  bubbles(text: string): Locator {
    return this.thread.getByRole('article').filter({ has: this.page.locator('[data-part="text"]').and(this.saying(text)) });
  }

  private saying(text: string): Locator {
    return this.page.getByText(text, { exact: true });
  }

  /** What every bubble of the open thread says, as written. */
  async texts(): Promise<string[]> {
    return this.thread
      .getByRole('article')
      .evaluateAll((articles) => articles.map((article) => article.querySelector('[data-part="text"]')?.textContent ?? ''));
  }

  /** Types a text and sends it with Enter. */
  async send(text: string): Promise<void> {
    await this.composer.fill(text);
    await this.composer.press('Enter');
    await expect(this.composer).toHaveValue('');
  }

  /** Types a text, sends it, and waits until the one bubble of it is `sent`. */
  async sendAndSee(text: string): Promise<void> {
    await this.send(text);
    await expect(this.bubbles(text)).toHaveCount(1);
    await expect(this.bubbles(text)).toHaveAttribute('data-state', 'sent');
  }
}
