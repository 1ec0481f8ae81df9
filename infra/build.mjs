/**
 * Compiles apps and libs into dist: TypeScript by swc, style sheets by Sass, everything else copied. Only what changed is done again:
 * an output carries the time of its source. Two builds at once do the same work, and neither sees half of the other's.
 */
import { transformFile } from '@swc/core';
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compile } from 'sass';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const dist = join(root, 'dist');
const isTest = (file) => /\.spec\.ts$|\.md$/.test(file);
const isPartial = (source) => /[/\\]_[^/\\]+\.scss$/.test(source);

const sources = ['apps', 'libs'].flatMap((top) =>
  readdirSync(join(root, top), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !isTest(entry.name))
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name)),
);
const changedAt = new Map(sources.map((source) => [source, Math.floor(statSync(source).mtimeMs)]));
const newestStyle = Math.max(0, ...sources.filter((file) => file.endsWith('.scss')).map((file) => changedAt.get(file)));
/** A style sheet stands for all its parts. */
const timeOf = (source) => (source.endsWith('.scss') ? newestStyle : changedAt.get(source));

const compiled = (source) =>
  join(dist, relative(root, source))
    .replace(/(?<!\.d)\.ts$/, '.js')
    .replace(/\.scss$/, '.css');

/** Whole or not at all, with the time of its source. */
function put(target, content, source) {
  mkdirSync(dirname(target), { recursive: true });
  const beside = `${target}.${process.pid}`;
  writeFileSync(beside, content);
  const time = timeOf(source) / 1000;
  utimesSync(beside, time, time);
  renameSync(beside, target);
}

async function make(source, target) {
  if (source.endsWith('.ts')) {
    const { code, map } = await transformFile(source, { configFile: join(root, '.swcrc') });
    put(`${target}.map`, map ?? '', source);
    put(target, `${code}\n//# sourceMappingURL=${target.split(/[/\\]/).pop()}.map\n`, source);
  } else if (source.endsWith('.scss')) {
    put(target, compile(source, { style: 'compressed', loadPaths: [join(root, 'node_modules')], quietDeps: true }).css, source);
  } else {
    put(target, readFileSync(source), source);
  }
}

const wanted = new Map(sources.filter((source) => !isPartial(source)).map((source) => [compiled(source), source]));
const settings = createHash('sha256');
for (const file of ['.swcrc', 'infra/build.mjs', 'package-lock.json']) settings.update(readFileSync(join(root, file)));
const stamp = join(dist, '.settings');
const now = settings.digest('hex');
const sameSettings = existsSync(stamp) && readFileSync(stamp, 'utf8') === now;
const isFresh = (target, source) => sameSettings && existsSync(target) && Math.floor(statSync(target).mtimeMs) === timeOf(source);

const stale = [...wanted].filter(([target, source]) => !isFresh(target, source));
await Promise.all(stale.map(([target, source]) => make(source, target)));

const isOurs = (target) => target === stamp || wanted.has(target.replace(/\.map$/, '')) || /\.\d+$/.test(target);
if (existsSync(dist))
  for (const entry of readdirSync(dist, { recursive: true, withFileTypes: true })) {
    const target = join(entry.parentPath ?? entry.path, entry.name);
    if (entry.isFile() && !isOurs(target)) rmSync(target, { force: true });
  }
writeFileSync(stamp, now);
if (stale.length > 0) process.stderr.write(`dutybook: compiled ${stale.length} files\n`);
