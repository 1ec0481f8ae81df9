import { beforeAll, describe, expect, test } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const eslint = fileURLToPath(new URL('../node_modules/eslint/bin/eslint.js', import.meta.url));
const room = 'libs/records/src/records.module.ts';

const mayBe = "export { CommandBus, QueryBus } from '@nestjs/cqrs';";
const mayNotBe = {
  'a handler of its events': "export { EventsHandler } from '@nestjs/cqrs';",
  'the bus itself': "import { EventBus } from '@nestjs/cqrs';",
  'a saga': "import { Saga } from '@nestjs/cqrs';",
  'all of it under one name': "import * as cqrs from '@nestjs/cqrs';",
  'what publishes to it': "import { EventPublisher } from '@nestjs/cqrs';",
};

/** Which of these lines lint refuses in a room, and why. */
function refusedIn(lines: readonly string[]): ReadonlyMap<string, string> {
  const { stdout } = spawnSync(process.execPath, [eslint, '--stdin', '--stdin-filename', room, '--format', 'json'], {
    cwd: root,
    encoding: 'utf8',
    input: lines.join('\n'),
  });
  const [{ messages }]: [{ messages: readonly { ruleId: string; line: number; message: string }[] }] = JSON.parse(stdout);
  const refused = messages.filter(({ ruleId }) => ruleId === 'no-restricted-imports');
  return new Map(refused.map(({ line, message }) => [lines[line - 1] ?? '', message]));
}

describe('P-08: nothing that has to happen hangs on the event bus', () => {
  let refused: ReadonlyMap<string, string>;
  beforeAll(() => {
    refused = refusedIn([mayBe, ...Object.values(mayNotBe)]);
  }, 120_000);

  test.each(Object.entries(mayNotBe))('and lint finds it when a room uses %s', (_, line) =>
    expect(refused.get(line)).toMatch('views and reactors follow the log'),
  );

  test('commands and queries may be used', () => expect(refused.has(mayBe)).toBe(false));
});
