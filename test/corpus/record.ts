import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { uuidOf } from '#access';
import { AUTHORITY, readScenario, type Scenario } from '#psti';
import { Door } from '../../apps/cli/src/door.ts';
import { startSystem } from '../../apps/cli/src/system.ts';

/** Records worked scenarios on one log, by the running system: where the samples of events and the logs of releases come from. */

const scenarios = new URL('../../libs/psti/scenarios/', import.meta.url);
export const worked = (): readonly string[] => filesIn(scenarios);
export const further = (): readonly string[] => filesIn(new URL('further/', scenarios)).map((file) => `further/${file}`);
const filesIn = (folder: URL) =>
  readdirSync(folder)
    .filter((file) => file.endsWith('.yaml'))
    .sort();

const main = fileURLToPath(new URL('../../dist/apps/dutybook/src/main.js', import.meta.url));

/** Each on parties of its own, and by the readings of the installation: several stand on one log. */
function apart(file: string, number: number): Scenario {
  const { settings: _, ...parsed }: { settings?: unknown; parties: object } = parse(
    readFileSync(new URL(file, scenarios), 'utf8'),
  );
  const names = Object.keys(parsed.parties)
    .filter((party) => party !== AUTHORITY)
    .join('|');
  const renamed = JSON.stringify(parsed).replace(new RegExp(`(?<=["/@])(${names})(?=["/])`, 'g'), `$1-${number}`);
  return readScenario(JSON.parse(renamed), `corpus-${file.replaceAll('/', '-')}`, uuidOf);
}

/** Gives back the data folder; what a record refuses because the readings differ is left out. */
export async function record(files: readonly string[]): Promise<string> {
  const data = mkdtempSync(join(tmpdir(), 'dutybook-corpus-'));
  const system = await startSystem({ data, main, clock: true });
  const door = new Door(system.url);
  for (const [number, file] of files.entries()) {
    const { admitted, given } = apart(file, number);
    for (const each of [...admitted, ...given]) {
      await system.holdClockAt(each.recordedAt);
      const answer = await door.record(each);
      if ('position' in answer && each.stream.includes('/failure/')) await door.settled(answer.position);
    }
  }
  await system.stop();
  return data;
}
