import { specsThatCount } from './infra/faults.mjs';
import everything from './jest.config.mjs';

/**
 * What needs a system tool or a mount, and every spec of `npm test` that counts its trials, at the fuller counts; before a release also
 * what takes minutes by its nature.
 */
export default {
  ...everything,
  testMatch: [
    '**/*.fault.ts',
    '**/test/faults/**/*.spec.ts',
    ...specsThatCount(),
    ...(process.env.DUTYBOOK_TRIALS === 'long' ? ['**/*.long.ts'] : []),
  ],
};
