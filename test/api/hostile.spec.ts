import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { gzipSync } from 'node:zlib';
import { uuidOf } from '#access';
import { Running, type Answer, type Sent } from './running.ts';

let running: Running;
let size: number;

beforeAll(async () => {
  running = await Running.start();
  for (const party of ['authority', 'kestrel', 'quayside'])
    await running.send(`/v1/installation/events/${uuidOf(party)}`, {
      method: 'PUT',
      as: 'operator',
      json: { type: 'PartyAdmitted', on: '2026-03-02', data: { party, name: party } },
    });
  size = await sizeOfLog();
});
afterAll(() => running.stop());

const sizeOfLog = async (): Promise<number> => (await running.send('/v1/log')).json().size;
const id = '7d9f1c2e-3b4a-4c5d-8e6f-a1b2c3d4e5f6';
const path = `/v1/parties/kestrel/failures/f-1/events/${id}`;
const put = (body: string | Uint8Array, more: Sent = {}) =>
  running.send(path, {
    method: 'PUT',
    as: 'kestrel',
    body,
    ...more,
    headers: { 'content-type': 'application/json', ...more.headers },
  });
const event = (text: string) =>
  `{"type":"ComplianceFailureReported","on":"2026-03-02","data":{"product":"p-1","from":{"kind":"press"},"claims":"is","text":${text}}}`;

/** Refused as said, as a problem document with a reference that the log has too, in good time. */
async function refused(answer: Promise<Answer>, ...statuses: readonly number[]) {
  const { status, headers, json, ms, text } = await answer;
  expect({ status, fits: statuses.includes(status), text }).toEqual({ status, fits: true, text });
  expect(headers['content-type']).toBe('application/problem+json; charset=utf-8');
  const { type, title, detail, reference } = json();
  expect({ type, title, detail }).toEqual({
    type: expect.stringMatching(/^\/problems\/[a-z-]+$/),
    title: expect.any(String),
    detail: expect.any(String),
  });
  expect(headers['dutybook-reference']).toBe(reference);
  expect(running.lines.join('')).toContain(reference);
  expect(text).not.toMatch(/node_modules|\.[jt]s:\d|SQLITE|fastify|FST_|nestjs/i);
  expect(ms).toBeLessThan(1_000);
}

test('the control: a plain event is taken', async () => {
  const answer = await running.send(`/v1/parties/kestrel/failures/f-0/events/${uuidOf('control')}`, {
    method: 'PUT',
    as: 'kestrel',
    json: JSON.parse(event('"words"')),
  });
  expect(answer.status).toBe(201);
  size += 1;
});

describe('nothing below is recorded', () => {
  afterAll(async () => expect(await sizeOfLog()).toBe(size));

  describe('I-01: deep and wide', () => {
    const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth);
    test.each([33, 1_000, 100_000])('%i levels in a body', (depth) => refused(put(event(nested(depth))), 400));
    test('a million levels are too large', () => refused(put(nested(1_000_000)), 413));
    test('100,000 names', () => refused(put(`{${Array.from({ length: 60_000 }, (_, n) => `"n${n}":1`).join(',')}}`), 400));
    test('a list of 400,000', () => refused(put(event(`[${'0,'.repeat(400_000)}0]`)), 400));
    test('a string of 64 KiB and one byte', () => refused(put(event(`"${'a'.repeat(65_537)}"`)), 400));
    test.each([33, 1_000])('%i levels in a query', (depth) =>
      refused(running.send(`/v1/duties?a${'[b]'.repeat(depth)}=1`, { as: 'kestrel' }), 400),
    );
    test('a query of 2,000 values', () => refused(running.send(`/v1/duties?${'a=1&'.repeat(2_000)}`, { as: 'kestrel' }), 400));
    test('headers of 20 KiB', async () => {
      const { status, json } = await running.send('/v1/duties', { as: 'kestrel', headers: { 'x-deep': nested(10_000) } });
      expect({ status, type: json().type }).toEqual({ status: 431, type: '/problems/too-many-headers' });
    });
    test('a cookie of 4,000 levels is not read at all', async () =>
      expect((await running.send('/v1/duties', { as: 'kestrel', headers: { cookie: `a=${nested(2_000)}` } })).status).toBe(200));
  });

  describe('I-02: encodings', () => {
    const broken = Array.from({ length: 64 }, (_, n) => [
      0x80 + n * 2,
      ...(n % 3 === 0 ? [0x28] : n % 3 === 1 ? [0xc3, 0x28] : [0xf8, 0x88, 0x80]),
    ]);
    test.each(broken)('bytes %i … are not UTF-8', (...bytes) =>
      refused(put(Buffer.concat([Buffer.from(event('"').slice(0, -2)), Buffer.from(bytes), Buffer.from('"}}')])), 400),
    );
    test.each([
      ['a byte order mark', Buffer.from(`\ufeff${event('"a"')}`)],
      ['UTF-16', Buffer.from(event('"a"'), 'utf16le')],
      ['nothing', Buffer.alloc(0)],
      ['words', Buffer.from('hello')],
    ])('%s', (_, bytes) => refused(put(bytes), 400));
    test.each([
      'application/json; charset=utf-7',
      'application/json; charset=utf-16',
      'application/json;charset=latin1',
      'application/json; q=1',
    ])('%s', (type) => refused(put(event('"a"'), { headers: { 'content-type': type } }), 415));
    test.each([
      'text/plain',
      'application/x-www-form-urlencoded',
      'multipart/form-data; boundary=a',
      'application/merge-patch+json',
      'nonsense',
      '',
    ])('content of type "%s"', (type) => refused(put(event('"a"'), { headers: { 'content-type': type } }), 415));
    test.each(['\\ud800', '\\udc00\\ud800', '\\u0000', 'a\\u0000b'])('%s in a string', (text) =>
      refused(put(event(`"${text}"`)), 422),
    );
    test.each(['1e400', '9007199254740993', '-1e999', '1e-400'])('the number %s', (text) => refused(put(event(text)), 422));
    test('a name given twice', () => refused(put('{"type":"a","type":"b"}'), 422));
    test.each(['%E2%80%AEkestrel', 'kes\u00e9', 'KESTREL', 'a'.repeat(65), '%00', 'kestrel%20'])('a party called %s', (party) =>
      refused(
        running.send(
          `/v1/parties/${encodeURI(decodeURIComponent(party)) === party ? party : encodeURI(decodeURI(party))}/duties`,
          { as: 'kestrel' },
        ),
        400,
      ),
    );
    test('acting as one whose name misleads', () => refused(running.send('/v1/duties', { as: 'kestrel\u00ad' }), 400));
    test.each(['\u202ePuffin', 'Puffin\u2066', '\u200fPuffin'])('a model called %j', async (model) => {
      const json = { type: 'ProductDescribed', on: '2026-03-02', data: { mark: 'Kestrel', model } };
      await refused(running.send(`/v1/parties/kestrel/products/p-1/events/${id}`, { method: 'PUT', as: 'kestrel', json }), 422);
    });
    test('marks that misread are shown escaped', async () => {
      const { json } = await put(`{"\u202egnirts":1}`);
      expect(JSON.stringify(json())).not.toContain('\u202e');
    });
  });

  describe('I-03: prototypes', () => {
    const canary = () => expect(Reflect.get({}, 'polluted')).toBeUndefined();
    test.each([
      '{"__proto__":{"polluted":1}}',
      '{"type":"a","on":"b","data":{"__proto__":{"polluted":1}}}',
      '{"constructor":{"prototype":{"polluted":1}}}',
      '{"data":{"from":{"\\u005f\\u005fproto__":{"polluted":1}}}}',
      '{"data":{"list":[{"prototype":{"polluted":1}}]}}',
    ])('%s in a body', async (body) => {
      await refused(put(body), 400);
      canary();
    });
    test.each([
      '__proto__[polluted]=1',
      'a[__proto__][polluted]=1',
      'constructor.prototype.polluted=1',
      '%5F_proto__=1',
      '__proto__=1',
    ])('%s in a query', async (query) => {
      await refused(running.send(`/v1/duties?${query}`, { as: 'kestrel' }), 400);
      canary();
    });
    test.each(['__proto__', 'constructor', 'hasOwnProperty', 'toString'])(
      'a problem, a party and a cookie called %s',
      async (name) => {
        await refused(running.send(`/problems/${name}`), 400, 404);
        await refused(running.send(`/v1/parties/${name}`, { as: 'kestrel' }), 400, 404);
        await running.send('/v1/duties', { as: 'kestrel', headers: { cookie: `${name}=1; __proto__=2` } });
        canary();
      },
    );
  });

  describe('I-09: HTTP', () => {
    test.each([
      '/v1/duties?limit=1&limit=2',
      '/v1/duties?Limit=1',
      '/v1/duties?unknown=1',
      '/v1/openapi.json?a=b',
      '/v1/duties?limit=',
    ])('%s', (odd) => refused(running.send(odd, { as: 'kestrel' }), 400));
    test.each([
      '//v1/duties',
      '/v1//duties',
      '/v1/./duties',
      '/v1/../v1/duties',
      '/v1/parties/..%2fquayside/duties',
      '/v1/parties/%2e%2e/duties',
      '/v1/parties/kestrel%00/duties',
      '/v1/parties/kestrel%ff/duties',
      '/v1/parties/kestrel\\quayside/duties',
      '/v1/%64uties%zz',
    ])('%s', (odd) => refused(running.send(odd, { as: 'kestrel' }), 400, 404));
    test.each(['/v1/nothing', '/v1/duties/', '/V1/duties', '/v1/parties/kestrel/failures/f-1/events', '/v2', '/problems/none'])(
      '%s is nowhere',
      (nowhere) => refused(running.send(nowhere, { as: 'kestrel' }), 404),
    );
    test.each(['DELETE', 'PATCH', 'POST', 'OPTIONS', 'TRACE'])('%s', async (method) => {
      const answer = running.send('/v1/duties', { method, as: 'kestrel' });
      await refused(answer, 405);
      expect((await answer).headers.allow).toBe('GET, HEAD');
    });
    test('a method in a header counts for nothing', () =>
      refused(running.send('/v1/duties', { method: 'POST', as: 'kestrel', headers: { 'x-http-method-override': 'GET' } }), 405));
    test.each(['evil.example', 'kestrel.evil.example:80', '127.0.0.1.evil.example', '127.0.0.1, evil.example'])(
      'Host: %s',
      (host) => refused(running.send('/v1/duties', { as: 'kestrel', headers: { host } }), 400),
    );
    test.each([
      ['two hosts', 'GET /v1/log HTTP/1.1\r\nHost: 127.0.0.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n'],
      ['an empty host', 'GET /v1/log HTTP/1.1\r\nHost:\r\nConnection: close\r\n\r\n'],
      ['no host', 'GET /v1/log HTTP/1.1\r\nConnection: close\r\n\r\n'],
      ['an absolute target', 'GET http://evil.example/v1/log HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n'],
      [
        'length and chunks',
        `PUT ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
      ],
      ['two lengths', `PUT ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabcd`],
      ['a space before the colon', 'GET /v1/log HTTP/1.1\r\nHost : 127.0.0.1\r\n\r\n'],
      ['no HTTP', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03'],
    ])('%s', async (_, bytes) => {
      const answer = await running.raw(bytes);
      expect(answer).toMatch(/^HTTP\/1\.1 400 /);
      expect(answer).toContain('content-type: application/problem+json; charset=utf-8');
      expect(answer).not.toContain('"size"');
    });
  });

  describe('L-03: large and packed bodies', () => {
    const large = Buffer.alloc(10_000_000, 'a');
    test('ten megabytes', () => refused(put(large), 413));
    test('ten megabytes without a length', () => refused(put(large, { headers: { 'transfer-encoding': 'chunked' } }), 413));
    test('packed a thousandfold', () =>
      refused(put(gzipSync(Buffer.alloc(1_000_000, ' ')), { headers: { 'content-encoding': 'gzip' } }), 415));
    test('just over a mebibyte', () => refused(put(' '.repeat(1_048_577)), 413));
    test('just a mebibyte is read', () => refused(put(' '.repeat(1_048_576)), 400));
  });

  describe('from a page of another site', () => {
    const sent = (headers: Readonly<Record<string, string>>) => put(event('"a"'), { headers });
    test.each([
      ['sec-fetch-site', 'cross-site'],
      ['sec-fetch-site', 'same-site'],
      ['origin', 'http://evil.example'],
      ['origin', 'null'],
    ])('%s: %s', (name, value) => refused(sent({ [name]: value }), 403));
    test('nothing is offered to other sites', async () => {
      const { headers } = await running.send('/v1/log', { headers: { origin: 'http://evil.example' } });
      expect(Object.keys(headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
    });
  });

  describe('what is offered is no event', () => {
    test.each([
      ['[]', ''],
      ['"a"', ''],
      ['{}', '/type'],
      ['{"type":"ComplianceFailureReported","on":"2026-03-02","data":{},"by":"me"}', '/by'],
      ['{"type":"NoSuchThing","on":"2026-03-02","data":{}}', '/type'],
      [event('5'), '/data/text'],
      [event('"a"').replace('2026-03-02', '2026-02-29'), '/on'],
      [event('"a"').replace('2026-03-02', '2026-03-03'), '/on'],
      [event('"a"').replace('"claims":"is"', '"claims":"is","extra":1'), '/data/extra'],
      [event('"a"').replace('"kind":"press"', '"kind":"nobody"'), '/data/from/kind'],
    ])('%s: %s', async (body, field) => {
      const answer = put(body);
      await refused(answer, 422);
      expect((await answer).json().errors.map((fault: { field: string }) => fault.field)).toContain(field);
    });
  });
});

describe('headers', () => {
  test('every answer of the API carries them', async () => {
    for (const answer of [await running.send('/v1/log'), await running.send('/v1/nothing'), await put('{')])
      expect(answer.headers).toMatchObject({
        'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'no-referrer',
        'cache-control': 'no-store',
        'cross-origin-opener-policy': 'same-origin',
        'cross-origin-resource-policy': 'same-origin',
      });
  });
  test('a person at a page that is nowhere gets a page, a program the document', async () => {
    const page = await running.send('/nowhere', { headers: { accept: 'text/html,*/*' } });
    expect([page.status, page.headers['content-type']]).toEqual([404, 'text/html; charset=utf-8']);
    expect(page.text).toContain(page.headers['dutybook-reference']);
    await refused(running.send('/nowhere'), 404);
    await refused(running.send('/v1/nowhere', { headers: { accept: 'text/html' } }), 404);
  });
  test('none says what it runs on', async () => {
    const { headers } = await running.send('/v1/log');
    expect(Object.keys(headers)).not.toEqual(expect.arrayContaining(['x-powered-by']));
    expect(headers.server).toBeUndefined();
  });
  test('one who acts for nobody is told how to say so', async () => {
    const answer = running.send('/v1/duties');
    await refused(answer, 400);
    expect((await answer).json()).toMatchObject({ type: '/problems/acting-as', errors: [{ parameter: 'Dutybook-Acting-As' }] });
  });
  test('the server is set against slow and many', () => {
    const server = running.app.getHttpServer();
    expect({
      headers: server.headersTimeout,
      request: server.requestTimeout,
      keepAlive: server.keepAliveTimeout,
      silent: server.timeout,
      connections: server.maxConnections,
    }).toEqual({ headers: 10_000, request: 30_000, keepAlive: 5_000, silent: 20_000, connections: 1_000 });
  });
});

describe('the log of requests', () => {
  test('I-11: holds one line of JSON for each thing that happened, whatever was sent', async () => {
    const sent = ['/v1/duties?x=%0d%0a{"level":60}', '/v1/%1b[31mred', '/v1/duties?after=%0a'];
    for (const path of sent) await running.send(path, { as: 'kestrel', headers: { 'user-agent': 'a"b\\c{"level":60}' } });
    const lines = running.lines.join('').trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line).level).filter((level) => level !== 30)).toEqual([]);
  });
  test('holds nothing of what was asked or offered', async () => {
    const json = JSON.parse(event('"a secret between two"'));
    await running.send(`/v1/parties/kestrel/failures/not-to-be-told/events/${uuidOf('secret')}`, {
      method: 'PUT',
      as: 'kestrel',
      json,
    });
    await running.send('/v1/duties?holder=a-certain-party', { as: 'kestrel', headers: { cookie: 'key=a-cookie' } });
    for (const kept of ['a secret between two', 'a-certain-party', 'a-cookie', 'not-to-be-told'])
      expect(running.lines.join('')).not.toContain(kept);
  });
});
