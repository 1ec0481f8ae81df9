/** Compiles apps and libs into dist: TypeScript by swc, style sheets by Sass, everything else copied. Only what changed is done again. */
import { transformFile } from '@swc/core';
import { cpSync, existsSync, mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compile } from 'sass';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const dist = join(root, 'dist');
const settings = Math.max(...['.swcrc', 'infra/build.mjs', 'package-lock.json'].map((file) => statSync(join(root, file)).mtimeMs));
const isTest = (file) => /\.spec\.ts$|\.md$/.test(file);

const sources = ['apps', 'libs'].flatMap((top) =>
  readdirSync(join(root, top), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !isTest(entry.name))
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name)),
);

const compiled = (source) =>
  join(dist, relative(root, source)).replace(/(?<!\.d)\.ts$/, '.js').replace(/\.scss$/, '.css');
const isPartial = (source) => /[/\\]_[^/\\]+\.scss$/.test(source);
const newestStyle = Math.max(0, ...sources.filter((file) => file.endsWith('.scss')).map((file) => statSync(file).mtimeMs));

function isFresh(source, target) {
  if (!existsSync(target)) return false;
  const changed = source.endsWith('.scss') ? newestStyle : statSync(source).mtimeMs;
  return statSync(target).mtimeMs > Math.max(changed, settings);
}

async function make(source, target) {
  mkdirSync(dirname(target), { recursive: true });
  if (source.endsWith('.ts')) {
    const { code, map } = await transformFile(source, { configFile: join(root, '.swcrc') });
    writeFileSync(target, `${code}\n//# sourceMappingURL=${target.split(/[/\\]/).pop()}.map\n`);
    writeFileSync(`${target}.map`, map ?? '');
  } else if (source.endsWith('.scss')) {
    const { css } = compile(source, { style: 'compressed', loadPaths: [join(root, 'node_modules')], quietDeps: true });
    writeFileSync(target, css);
  } else {
    cpSync(source, target);
  }
}

const wanted = new Map(sources.filter((source) => !isPartial(source)).map((source) => [compiled(source), source]));
const stale = [...wanted].filter(([target, source]) => !isFresh(source, target));
await Promise.all(stale.map(([target, source]) => make(source, target)));

if (existsSync(dist))
  for (const entry of readdirSync(dist, { recursive: true, withFileTypes: true })) {
    const target = join(entry.parentPath ?? entry.path, entry.name);
    if (entry.isFile() && !wanted.has(target.replace(/\.map$/, ''))) rmSync(target);
  }
if (stale.length > 0) process.stderr.write(`dutybook: compiled ${stale.length} files\n`);
