// Who else is at a session: named while they are there, in every tab, and gone when they are.
import { expect, test } from '../support/test.ts';
import type { Desk } from '../support/desk.ts';
import type { SandboxStore } from '../support/sandbox.ts';

/** What the open thread's head says of the others. */
const others = (desk: Desk) => desk.page.getByRole('status').filter({ hasText: /has this open|is typing/ });

async function read(desk: Desk, store: SandboxStore, session: string) {
  await desk.open('Inbox');
  await desk.openSession(store, session);
}

test('a colleague who has the session open is named, writes, and is gone with the tab', async ({ desk, control, another, anotherTab }) => {
  const store = await control.workingStore('shopee');
  const { session } = await control.buyerWrites(store, 'Anybody there?');
  await read(desk, store, session);
  const colleague = await another('colleague');
  await colleague.open('Inbox');
  // In the list before the session is opened, in words for those who see no colours.
  await expect(colleague.session(store, session).getByTitle('operator has this open')).toBeVisible();
  await expect(others(colleague)).toHaveCount(0);
  await colleague.openSession(store, session);
  await expect(others(colleague)).toHaveText('operator has this open');
  await expect(others(desk)).toHaveText('colleague has this open');

  // A second tab of the operator hears it through the first one's connection, and is no second operator.
  const tab = await anotherTab();
  await read(tab, store, session);
  await expect(others(tab)).toHaveText('colleague has this open');
  await colleague.composer.pressSequentially('Let me');
  await expect(others(desk)).toHaveText('colleague is typing');
  await expect(others(tab)).toHaveText('colleague is typing');
  await colleague.composer.fill('');
  await expect(others(desk)).toHaveText('colleague has this open');

  await tab.page.close();
  await expect(others(colleague)).toHaveText('operator has this open');
  await colleague.page.close();
  await expect(others(desk)).toHaveCount(0);
});
