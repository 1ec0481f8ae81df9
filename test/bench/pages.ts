/** What a browser loads for a page, the first time: the page and all that it names. */
import { join } from 'node:path';
import type { Bench } from './bench.ts';
import type { Figures } from './measure.ts';
import { Server } from './server.ts';

const KB = 1000;
const MOST = 60;
const visitors = ['kestrel', 'tarn-beck', 'quayside', 'authority', 'operator'];
const isNotice = (path: string) => /^\/parties\/[^/]+\/deliveries\/[^/]+$/.test(path);

export async function measure({ folder, progress, note }: Bench): Promise<Figures> {
  progress('every page of the sample, as everybody');
  const server = await Server.start(join(folder, 'sample'));
  let [largest, notice, pages, where] = [0, 0, 0, ''];
  for (const as of visitors)
    for (const [path, bytes] of await walk(server, as)) {
      pages += 1;
      if (bytes / KB > largest) [largest, where] = [bytes / KB, `${path} as ${as}`];
      if (isNotice(path)) notice = Math.max(notice, bytes / KB);
    }
  await server.kill();
  note('pages', `of ${pages} pages the largest is ${where}`);
  return { 'pages.first-load': largest, 'pages.notice': notice, 'pages.seen': pages };
}

/** From the front page on, along its links. */
async function walk(server: Server, as: string): Promise<ReadonlyMap<string, number>> {
  const found = new Map<string, number>();
  const waiting = new Set(['/']);
  for (const path of waiting) {
    if (found.size === MOST) break;
    const page = await server.ask(path, { as, headers: { 'accept-encoding': 'gzip' } });
    if (page.status !== 200 || !page.type.startsWith('text/html')) continue;
    const html = page.body.toString();
    found.set(path, page.bytes + (await loadedBy(server, html)));
    for (const link of linksIn(html)) waiting.add(link);
  }
  return found;
}

const linksIn = (html: string): readonly string[] =>
  [...html.matchAll(/<a\s[^>]*href="(\/[^"#]*)"/g)].flatMap(([, to = '']) => {
    const [path = ''] = to.split('?');
    return path.startsWith('/v1') || path.startsWith('/assets') ? [] : [path];
  });

const sizes = new Map<string, number>();
async function loadedBy(server: Server, html: string): Promise<number> {
  const named = [...html.matchAll(/<(?:link|script|img)\s[^>]*(?:href|src)="(\/[^"]+)"/g)].map(([, to = '']) => to);
  let bytes = 0;
  for (const path of new Set(named)) {
    const size = sizes.get(path) ?? (await server.ask(path, { headers: { 'accept-encoding': 'gzip' } })).bytes;
    sizes.set(path, size);
    bytes += size;
  }
  return bytes;
}
