import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import Database from 'better-sqlite3';
import pg from 'pg';
import { startSystem } from '../../apps/cli/src/system.ts';
import { DoubleChild } from '../../libs/event-store/testing/double/child.ts';
import { SharedVault } from '../../libs/vault/testing/shared.ts';
import { main, refusal, Whole } from '../faults/whole.ts';

/** A Dutybook with the samples on one machine is moved to a cluster and PostgreSQL, as its operator does it, and goes on there. */

const cli = fileURLToPath(new URL('../../dist/apps/cli/src/main.js', import.meta.url));
const ACTORS = ['authority', 'kestrel', 'hollybush'];
const LISTS = [
  'duties?limit=200',
  'failures',
  'parties',
  'products',
  'notifications/given',
  'notifications/received',
  'notices',
  'log',
];
/** So much each of them looks at. */
const MOST = 90;

let vault: SharedVault;
let server: DoubleChild;
let before: Whole;
let after: Whole;
beforeAll(async () => {
  vault = await SharedVault.begin();
  server = await DoubleChild.start();
  before = new Whole();
  const { folder } = before;
  const env = { DUTYBOOK_VAULT: vault.url, DUTYBOOK_VAULT_KEY_FILE: `${folder}/vault.key`, DUTYBOOK_LOG: 'error' };
  after = new Whole(folder, main, ['--log', server.url], env);
});
afterAll(async () => {
  await after.clear();
  await before.clear();
  await server.kill();
  await vault.end();
});

/** How a command ended, and what it said. */
async function told(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const child = spawn(process.execPath, [cli, ...args], { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  const [says, complains, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')]);
  return { code, says: `${says}${complains}` };
}

const seen = async (url: string, path: string, as: string) => {
  const headers = { cookie: `acting-as=${as}`, 'dutybook-acting-as': as };
  const answer = await fetch(`${url}${path}`, { headers });
  return { status: answer.status, body: await answer.text() };
};

/** Ids that are drawn for what may be recorded next differ in every answer, as do the tokens of forms and the time of the answer. */
const SHOWN_AT = /<p class="[^"]*\bprint-only\b.*<\/p>/g;
const DRAWN = /[0-9a-f]{8}-[0-9a-f]{4}-[47][0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}/g;
const plain = (body: string) =>
  body
    .replaceAll(SHOWN_AT, '')
    .replaceAll(DRAWN, 'drawn')
    .replaceAll(/(name="formToken" value=")[^"]*/g, '$1');

const isLeftOut = (href: string) => /^\/(assets|v1|health)/.test(href) || href.match(DRAWN) !== null;

/** Everything that these are shown: the lists over REST, and the pages that can be come to from the first. */
async function everything(url: string): Promise<ReadonlyMap<string, string>> {
  const all = new Map<string, string>();
  for (const as of ACTORS) for (const [path, body] of await shownTo(as, url)) all.set(`${as} ${path}`, body);
  return all;
}

async function shownTo(as: string, url: string): Promise<ReadonlyMap<string, string>> {
  const all = new Map<string, string>();
  const paths = new Set(['/', ...LISTS.map((list) => `/v1/${list}`)]);
  for (const path of paths) {
    const { status, body } = await seen(url, path, as);
    all.set(path, `${status} ${plain(body)}`);
    for (const href of linksIn(body)) if (paths.size < MOST) paths.add(href);
  }
  return all;
}

const linksIn = (page: string) =>
  [...page.matchAll(/ href="(\/[^"#]*)"/g)].map(([, href = '']) => href).filter((href) => !isLeftOut(href));

function otherLines(path: string, one: string, other: string): readonly string[] {
  const [ones, others] = [one.split('\n'), other.split('\n')];
  return others.filter((line, n) => line !== ones[n]).map((line) => `${path}: ${line}`);
}

const STANDINGS = 'select name, store_id, position from reactors order by name';

/** Where followers of the log stand, as the vault in the folder has it, and as that on PostgreSQL has it. */
function standingsBefore(): readonly unknown[] {
  const db = new Database(`${before.folder}/vault.db`, { readonly: true });
  const rows = db.prepare(STANDINGS).all();
  db.close();
  return rows;
}
async function standings(): Promise<readonly unknown[]> {
  const client = new pg.Client({ connectionString: vault.owner });
  await client.connect();
  const { rows } = await client.query(STANDINGS.replace('reactors', 'vault.reactors'));
  await client.end();
  return rows;
}

describe('a Dutybook that moves to a cluster', () => {
  let shown: ReadonlyMap<string, string>;
  let events: number;

  test('is stopped, and its log and vault are moved by one command', async () => {
    const system = await startSystem({ data: before.folder, sample: true, main });
    const whole = new Whole(before.folder);
    try {
      const running = await told(['log', 'copy', `sqlite:${before.folder}`, server.url]);
      expect(running).toMatchObject({ code: 78, says: expect.stringContaining('is being written by another process') });
      await settled(system.url);
      shown = await everything(system.url);
    } finally {
      await system.stop();
    }
    events = whole.events().length;
    const unnamed = await told(['log', 'copy', `sqlite:${before.folder}`, 'esdb:']);
    expect(unnamed).toMatchObject({ code: 78, says: expect.stringContaining('the cluster that DUTYBOOK_LOG_URL names') });
    const [command, env] = [
      ['log', 'copy', `sqlite:${before.folder}`, 'esdb:', '--vault', vault.url],
      { DUTYBOOK_LOG_URL: server.url },
    ];
    const moved = await told(command, env);
    expect(moved).toMatchObject({ code: 0, says: expect.stringContaining(`: ${events} events. Read again byte by byte`) });
    expect(shown.size).toBeGreaterThan(100);
    expect(standingsBefore()).toHaveLength(2);
    expect(await standings()).toEqual(standingsBefore());
  }, 300_000);

  test('does not start on the folder as if nothing had been moved', async () => {
    const { code, says } = await refusal(before.folder);
    expect(code).toBe(78);
    expect(says).toMatch('is a copy of a log on a cluster, and nothing may be recorded in it alone');
  });

  test('shows everybody there what it showed, and delivers nothing again', async () => {
    await after.start();
    await after.settled();
    const now = await everything(after.url);
    expect([...now.keys()]).toEqual([...shown.keys()]);
    expect([...now].flatMap(([path, body]) => otherLines(path, shown.get(path) ?? '', body))).toEqual([]);
    expect(after.events()).toHaveLength(events);
    expect(await after.faults()).toEqual([]);
  }, 300_000);

  test('goes on recording, and the checkpoints signed before and since are of one log', async () => {
    const id = crypto.randomUUID();
    const recorded = await fetch(`${after.url}/v1/parties/kestrel/failures/moved/events/${id}`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json', 'dutybook-acting-as': 'kestrel' },
      body: JSON.stringify({
        type: 'ComplianceFailureReported',
        on: '2026-06-29',
        data: { product: 'puffincam-2', from: { kind: 'researcher' }, claims: 'is', toPublishedAddress: true, text: 'moved' },
      }),
    });
    expect(recorded.status).toBe(201);
    await after.settled();
    await after.end('SIGTERM');
    const verified = await told(['verify', '--data', after.folder], { DUTYBOOK_CHECKPOINTS: `${after.folder}/checkpoints` });
    expect(verified).toMatchObject({ code: 0, says: expect.stringMatching(/^verified/) });
  }, 120_000);
});

async function settled(url: string): Promise<void> {
  for (let tries = 0; tries < 600; tries++) {
    const { views, delivery } = JSON.parse((await seen(url, '/health/ready', 'operator')).body);
    if (views.every(({ behind }: { behind: boolean }) => !behind) && delivery.behind === false) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error('It has not settled');
}
