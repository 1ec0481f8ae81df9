/**
 * A PostgreSQL with an empty vault for tests of other rooms: prints `{ url, keyFile, owner }` as one line of JSON, and is gone with all it
 * held when its input ends. `owner` may look at everything.
 */
import { once } from 'node:events';
import { onPostgresql } from './databases.ts';

const on = onPostgresql();
await on.begin();
const { url, keyFile } = await on.place();
const { pathname } = new URL(url);
process.stdout.write(`${JSON.stringify({ url, keyFile, owner: on.server.url(pathname.slice(1), 'postgres') })}\n`);
process.stdin.resume();
await once(process.stdin, 'end');
await on.end();
on.clear();
