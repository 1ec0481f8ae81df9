import tseslint from 'typescript-eslint';

export default tseslint.config(
  { ignores: ['dist/', 'node_modules/', 'data/', '**/public/**'] },
  ...tseslint.configs.recommended,
  {
    files: ['**/*.ts'],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: false }],
      '@typescript-eslint/consistent-type-imports': 'off',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', ignoreRestSiblings: true }],
      // A switch over a closed list of events counts as one decision: the compiler sees that none is missing.
      complexity: ['error', { max: 10, variant: 'modified' }],
      'max-depth': ['error', 3],
      'max-params': ['error', 4],
      'no-console': 'error',
      'no-warning-comments': 'error',
      'no-restricted-imports': [
        'error',
        {
          paths: [
            {
              name: '@nestjs/cqrs',
              importNames: ['AggregateRoot', 'EventBus', 'EventPublisher', 'EventsHandler', 'Saga', 'UnhandledExceptionBus'],
              message: 'The bus must not carry anything that has to happen: views and reactors follow the log (P-08).',
            },
          ],
        },
      ],
    },
  },
  {
    files: ['libs/psti/src/**/*.ts'],
    ignores: ['**/*.spec.ts'],
    rules: {
      // The Act has no clock: "today" is always an argument.
      'no-restricted-globals': ['error', 'process', 'setTimeout', 'setInterval', 'fetch'],
      'no-restricted-syntax': [
        'error',
        { selector: "NewExpression[callee.name='Date'][arguments.length=0]", message: 'The Act has no clock: take asOf.' },
        { selector: "MemberExpression[object.name='Date'][property.name='now']", message: 'The Act has no clock: take asOf.' },
      ],
    },
  },
  { files: ['apps/cli/**/*.ts', 'test/**/*.ts', 'apps/dutybook/**/*.ts'], rules: { 'no-console': 'off' } },
);
