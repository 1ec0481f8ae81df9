import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { fork, spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** I-03 on a whole system in a process of its own, which has no `__proto__` at all and tells when asked whether a prototype was reached. */

const at = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const CANARY = `data:text/javascript,process.on('message',(m)=>{if(m.canary)process.send({polluted:'polluted' in {}})})`;

let child: ChildProcess;
let folder: string;
let url: string;

beforeAll(async () => {
  spawnSync(process.execPath, [at('infra/build.mjs')], { stdio: 'ignore' });
  folder = await mkdtemp(join(tmpdir(), 'dutybook-prototypes-'));
  child = fork(at('dist/apps/dutybook/src/main.js'), ['--data', folder, '--port', '0', '--no-sample'], {
    execArgv: ['--disable-proto=delete', '--import', CANARY],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  url = String((await told('ready')) ?? '');
});
afterAll(async () => {
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  await ended;
  await rm(folder, { recursive: true, force: true });
});

async function told(key: string, by = child): Promise<unknown> {
  const ended = once(by, 'exit').then(([code]) => {
    throw new Error(`It ended with ${String(code)} before it was asked to.`);
  });
  for (;;) {
    const [message]: unknown[] = await Promise.race([once(by, 'message'), ended]);
    if (typeof message === 'object' && message !== null && key in message) return Reflect.get(message, key);
  }
}
async function polluted(asked = child): Promise<unknown> {
  const answer = told('polluted', asked);
  asked.send({ canary: true });
  return answer;
}

function send(path: string, headers: Readonly<Record<string, string>>, body?: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(url);
    const sent = request({ hostname, port, path, method: body === undefined ? 'GET' : 'PUT', headers }, (answer) => {
      answer.resume();
      answer.on('end', () => resolve(answer.statusCode ?? 0));
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

const names = ['__proto__', '\\u005f_proto__', '__pro\\u0074o__', 'constructor', 'prototype'];
const wraps = [
  (inner: string) => `{${inner}}`,
  (inner: string) => `{"type":"BeliefAsserted","on":"2026-01-01","data":{${inner}}}`,
  (inner: string) => `{"data":{"from":{${inner}}}}`,
  (inner: string) => `{"data":{"list":[1,{${inner}}]}}`,
  (inner: string) => `[{${inner}}]`,
];
const values = ['{"polluted":1}', '{"prototype":{"polluted":1}}', '[]', 'null'];
const bodies = names.flatMap((name) => wraps.flatMap((wrap) => values.map((value) => wrap(`"${name}":${value}`))));

const steps = [
  '__proto__',
  'constructor[prototype]',
  'constructor.prototype',
  'a[__proto__]',
  'a.__proto__',
  'a[constructor][prototype]',
  '%5f%5fproto%5f%5f',
];
const queries = steps.flatMap((step) =>
  ['', '[polluted]', '.polluted', '[a][polluted]'].flatMap((rest) => ['1', ''].map((value) => `${step}${rest}=${value}`)),
);
const cookies = ['__proto__=1', 'acting-as=__proto__', '__proto__.polluted=1; constructor=2', 'dutybook-form=__proto__'];

const json = { 'content-type': 'application/json', 'dutybook-acting-as': 'kestrel' };

test(`${bodies.length} bodies reach no prototype`, async () => {
  for (const body of bodies) {
    expect([
      body,
      await send('/v1/parties/kestrel/failures/f-1/events/7d9f1c2e-3b4a-4c5d-8e6f-a1b2c3d4e5f6', json, body),
    ]).toEqual([body, 400]);
    expect([body, await polluted()]).toEqual([body, false]);
  }
});

test(`${queries.length} queries reach no prototype`, async () => {
  for (const query of queries) {
    expect([query, await send(`/v1/duties?${query}`, json)]).toEqual([query, 400]);
    expect([query, await polluted()]).toEqual([query, false]);
  }
});

test('nor do cookies and forms of pages', async () => {
  for (const cookie of cookies) {
    expect(await send('/', { cookie })).toBeLessThan(500);
    expect([cookie, await polluted()]).toEqual([cookie, false]);
  }
  for (const query of queries) {
    const form = { 'content-type': 'application/x-www-form-urlencoded' };
    expect([query, await send('/acting-as', form, query)]).toEqual([query, 400]);
    expect([query, await polluted()]).toEqual([query, false]);
  }
});

test('a prototype that is reached is noticed', async () => {
  const reached = spawn(process.execPath, ['--import', CANARY, '-e', 'Object.prototype.polluted = 1'], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  expect(await polluted(reached)).toBe(true);
  reached.disconnect();
  await once(reached, 'exit');
});
