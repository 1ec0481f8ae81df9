/** Dutybook that signs as where one process has the log alone: an event may wait for a minute. */
import { Notary } from '../../../dist/libs/evidence/src/index.js';

const { open } = Notary;
Notary.open = function (store, vault, signing) {
  const alone = new Proxy(vault, { get: (one, name) => (name === 'isShared' ? false : Reflect.get(one, name, one)) });
  return open.call(this, store, alone, signing);
};
await import('../../../dist/apps/dutybook/src/main.js');
