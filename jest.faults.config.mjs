import everything from './jest.config.mjs';

/** What needs a system tool or a mount, and the faults of `npm test` at their fuller counts; before a release also what takes minutes by its nature. */
export default {
  ...everything,
  roots: ['<rootDir>/test/faults'],
  testMatch: ['**/*.fault.ts', '**/*.spec.ts', ...(process.env.DUTYBOOK_TRIALS === 'long' ? ['**/*.long.ts'] : [])],
};
