import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { record, worked } from './record.ts';
import { laidOut, listsMadeOf, listsOf, logOf, packed, releases } from './releases.ts';

/**
 * Keeps the log of a release, and writes down what today's code makes of all that are kept, for a person to look at:
 * `node --import ./infra/sources.mjs test/corpus/release.ts [VERSION]`, after a build. A log that is there stays as it is.
 */
const [, , version] = process.argv;
if (version !== undefined && !existsSync(logOf(version))) {
  const data = await record(worked());
  mkdirSync(new URL('.', logOf(version)), { recursive: true });
  writeFileSync(logOf(version), packed(data), { flag: 'wx' });
  rmSync(data, { recursive: true });
}
for (const release of releases()) {
  const data = laidOut(release);
  writeFileSync(listsOf(release), `${(await listsMadeOf(data)).join('\n')}\n`);
  rmSync(data, { recursive: true });
}
