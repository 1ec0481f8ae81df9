import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startSystem } from '../../apps/cli/src/system.ts';
import type { System } from '../../apps/cli/src/system.ts';

/** The main job, as a compliance lead, a shop and an officer do it, on the very process that `npm start` runs. */

const built = (path: string) => fileURLToPath(new URL(`../../dist/${path}`, import.meta.url));
const main = built('apps/dutybook/src/main.js');

interface Row {
  readonly duty: string;
  readonly to?: string;
  readonly status: string;
  readonly on?: string;
  readonly since?: string;
  readonly timing: string;
}

let folder: string;
let system: System;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dutybook-journey-'));
  system = await startSystem({ data: folder, sample: true, clock: true, main });
  await system.holdClockAt('2026-07-01T09:00:00.000Z');
});
afterAll(async () => {
  await system.stop();
  await rm(folder, { recursive: true, force: true });
});

const ask = async <Answer>(as: string, path: string): Promise<Answer> => {
  const answer = await fetch(`${system.url}/v1${path}`, { headers: { 'dutybook-acting-as': as } });
  const body: Answer = JSON.parse(await answer.text());
  expect({ path, status: answer.status }).toEqual({ path, status: 200 });
  return body;
};

const record = async (as: string, path: string, event: object) => {
  const answer = await fetch(`${system.url}/v1${path}`, {
    method: 'PUT',
    headers: { 'dutybook-acting-as': as, 'content-type': 'application/json' },
    body: JSON.stringify(event),
  });
  const body: { position: string; detail?: string; revision: number; duplicate: boolean } = JSON.parse(await answer.text());
  return { status: answer.status, ...body };
};

const dutiesOf = async (party: string, failure: string, query = '') => {
  const { rows } = await ask<{ rows: readonly Row[] }>(party, `/parties/${party}/failures/${failure}/duties?limit=200&${query}`);
  return rows.map(({ duty, to, status, on }) => [duty, to, status, on].filter(Boolean).join(' '));
};

const lamp = '/parties/kestrel/failures/open-port';
const ids = {
  report: '0198a000-0000-7000-8000-000000000001',
  found: '0198a000-0000-7000-8000-000000000002',
  fixed: '0198a000-0000-7000-8000-000000000003',
  told: '0198a000-0000-7000-8000-000000000004',
};
const report = {
  type: 'ComplianceFailureReported',
  on: '2026-06-29',
  data: {
    product: 'puffincam-2',
    from: { kind: 'researcher' },
    claims: 'is',
    toPublishedAddress: true,
    text: 'no address for reports',
  },
};

describe('a manufacturer is told of a failure', () => {
  test('recording the report raises the duty to investigate, and nothing else', async () => {
    const { status, position } = await record('kestrel', `${lamp}/events/${ids.report}`, report);
    expect(status).toBe(201);
    expect(await dutiesOf('kestrel', 'open-port', `waitFor=${position}`)).toEqual(['PSTI-S10-2-INVESTIGATE OPEN']);
  });

  test('the same report again is answered with the first receipt; another under its id is refused', async () => {
    const again = await record('kestrel', `${lamp}/events/${ids.report}`, report);
    expect(again).toMatchObject({ status: 200, revision: 0, duplicate: true });
    const other = await record('kestrel', `${lamp}/events/${ids.report}`, { ...report, on: '2026-06-28' });
    expect(other.status).toBe(422);
  });

  test('finding the failure raises every notification; remedying it discharges the remedy and lifts none of them', async () => {
    await record('kestrel', `${lamp}/events/${ids.found}`, {
      type: 'FailureDetermined',
      on: '2026-06-30',
      data: {
        product: 'puffincam-2',
        requirement: 'SR2A',
        manufacturer: 'kestrel',
        sinceOn: '2026-06-01',
        batches: 'all',
        investigated: true,
        stepsReasonable: true,
        causedBy: ids.report,
        text: 'the page was taken down',
      },
    });
    const { position } = await record('kestrel', `${lamp}/events/${ids.fixed}`, {
      type: 'CorrectiveActionTaken',
      on: '2026-07-01',
      data: { steps: 'the page is back', successful: true, batches: 'all' },
    });
    expect(await dutiesOf('kestrel', 'open-port', `waitFor=${position}`)).toEqual(
      expect.arrayContaining([
        'PSTI-S10-2-INVESTIGATE DONE 2026-06-30',
        'PSTI-S11-2A-PREVENT CEASED 2026-07-01',
        'PSTI-S11-2B-REMEDY DONE 2026-07-01',
        'PSTI-S11-3-NOTIFY-OPSS authority OPEN',
        'PSTI-S11-3-NOTIFY-SUPPLIED tarn-beck OPEN',
      ]),
    );
  });

  test('what was notified stands in the importer’s own book, and what it now owes with it', async () => {
    const { position } = await record('kestrel', `${lamp}/events/${ids.told}`, {
      type: 'NotificationGiven',
      on: '2026-07-01',
      data: {
        to: 'tarn-beck',
        means: 'email',
        claims: 'is',
        content: ['details', 'risks', 'steps'],
        authorityNotified: 'no',
        text: 'there was no address for reports; there is one again',
      },
    });
    expect(await dutiesOf('tarn-beck', 'open-port', `waitFor=${position}`)).toEqual(
      expect.arrayContaining([
        'PSTI-S19-5-NOTIFY-DIST hollybush OPEN',
        'PSTI-S19-5-NOTIFY-DIST quayside OPEN',
        'PSTI-S19-5-NOTIFY-OPSS authority OPEN',
      ]),
    );
  });

  test('nobody else sees any of it; the authority sees all of it', async () => {
    const stranger = await fetch(`${system.url}/v1${lamp}`, { headers: { 'dutybook-acting-as': 'varde' } });
    const nowhere = await fetch(`${system.url}/v1/parties/kestrel/failures/never-was`, {
      headers: { 'dutybook-acting-as': 'varde' },
    });
    const [seen, absent]: object[] = [JSON.parse(await stranger.text()), JSON.parse(await nowhere.text())];
    expect(stranger.status).toBe(404);
    expect({ ...seen, reference: '', instance: '' }).toEqual({ ...absent, reference: '', instance: '' });
    await ask('authority', `${lamp}/across`);
  });
});

describe('the process is killed', () => {
  test('and started again: nothing that was answered is gone, and every list says the same', async () => {
    const before = await ask<{ rows: readonly object[] }>('authority', '/duties?limit=200');
    const log = await ask<{ size: number; root: string }>('authority', '/log');
    const ended = once(system.child, 'exit');
    system.child.kill('SIGKILL');
    await ended;
    system = await startSystem({ data: folder, sample: true, clock: true, main });
    await system.holdClockAt('2026-07-01T10:00:00.000Z');
    expect(await ask('authority', '/log')).toMatchObject({ size: log.size, root: log.root });
    const after = await ask<{ rows: readonly object[]; position: string }>('authority', '/duties?limit=200');
    expect(after.rows).toEqual(before.rows);
  });
});

test('the worked scenarios 1 and 5 come out exactly over the REST API of a system of their own', async () => {
  const files = ['01-straight-chain', '05-retailer-finds-it'].map((name) => built(`libs/psti/scenarios/${name}.yaml`));
  const child = spawn(process.execPath, [built('apps/cli/src/main.js'), 'scenario', ...files], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const [code] = await once(child, 'exit');
  expect(said).toBe(files.map((file) => `exact  ${file}\n`).join(''));
  expect(code).toBe(0);
}, 120_000);
