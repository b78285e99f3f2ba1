// The `test` of specs that cut the wire: the browser reaches the gateway through a proxy.
import { Wire } from './proxy.ts';
import { test as base } from './test.ts';

export { expect } from './test.ts';

export const test = base.extend<{ wire: Wire }>({
  wire: async ({ world }, use) => {
    const wire = await Wire.to(world.url);
    await use(wire);
    await wire.close();
  },
  baseURL: async ({ wire }, use) => use(wire.url),
});
