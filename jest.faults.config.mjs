import everything from './jest.config.mjs';

/** What needs a system tool or a mount, and the faults of `npm test` at their fuller counts. */
export default {
  ...everything,
  roots: ['<rootDir>/test/faults'],
  testMatch: ['**/*.fault.ts', '**/*.spec.ts'],
};
