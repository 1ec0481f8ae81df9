/**
 * Writes libs/psti/DUTIES.md from the compiled Act: every duty, guard, timer, reading and rulebook, with the specs and worked scenarios
 * that name it. With --check it writes nothing and fails where the file is stale.
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const room = join(root, 'libs', 'psti');
const { register, registerText } = await import(pathToFileURL(join(root, 'dist', 'libs', 'psti', 'src', 'index.js')).href);

const filesIn = (folder, ending) =>
  readdirSync(join(room, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(ending))
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    .sort();
/** T7–T10 names T8 and T9 too. */
const eachNamed = (text) =>
  text.replace(/\b([A-Z])(\d+)–\1(\d+)\b/g, (_, letter, first, last) =>
    Array.from({ length: Math.max(0, last - first + 1) }, (_each, at) => `${letter}${Number(first) + at}`).join(' '),
  );
const trials = [...filesIn('src', '.spec.ts'), ...filesIn('scenarios', '.yaml'), ...filesIn('test-rulebooks', '.yaml')].map(
  (file) => ({ name: relative(room, file).replaceAll('\\', '/'), text: eachNamed(readFileSync(file, 'utf8')) }),
);
const tables = filesIn(join('src', 'duties'), '.ts')
  .filter((file) => !file.endsWith('.spec.ts'))
  .map((file) => ({ name: relative(room, file).replaceAll('\\', '/'), text: readFileSync(file, 'utf8') }));
/** As a whole word: A5 is not in A57, PSTI-S19-5 not in PSTI-S19-5-NOTIFY. */
const naming = (files) => (id) => {
  const word = new RegExp(`(?<![A-Za-z0-9-])${id}(?![A-Za-z0-9-])`);
  return files.filter(({ text }) => word.test(text)).map(({ name }) => name);
};
/** The table that holds the duty: other duties may name it too. */
const holding = (id) =>
  naming(tables.map(({ name, text }) => ({ name, text: (text.match(/(?:id: |requirementOf\()'PSTI-[^']+'/g) ?? []).join(' ') })))(
    id,
  );

const target = join(room, 'DUTIES.md');
const text = registerText(register(), { code: holding, tests: naming(trials) });
if (process.argv.includes('--check')) {
  if (!existsSync(target) || readFileSync(target, 'utf8') !== text) {
    process.stderr.write('dutybook: libs/psti/DUTIES.md is stale: npm run duties writes it\n');
    process.exit(1);
  }
} else {
  writeFileSync(target, text);
  process.stderr.write(`dutybook: wrote ${relative(root, target)}\n`);
}
