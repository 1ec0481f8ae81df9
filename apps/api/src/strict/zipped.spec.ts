import { expect, test } from '@jest/globals';
import { fastify } from 'fastify';
import { gunzipSync } from 'node:zlib';
import { takesGzip, zipped } from './zipped.ts';

const server = fastify();
server.addHook('onSend', zipped);
const long = '<p>Kestrel Audio</p>'.repeat(200);
server.get('/page', (_request, reply) => reply.type('text/html; charset=utf-8').send(long));
server.get('/short', (_request, reply) => reply.type('text/html; charset=utf-8').send('<p>Kestrel Audio</p>'));
server.get('/answer', (_request, reply) => reply.send({ long }));
const asked = (url: string, encoding: string) => server.inject({ url, headers: { 'accept-encoding': encoding } });

test('a page travels zipped to whoever takes it so, with its own length, and unzipped is the same', async () => {
  const answer = await asked('/page', 'gzip, deflate, br');
  expect(answer.headers).toMatchObject({ 'content-encoding': 'gzip', vary: 'accept-encoding' });
  expect(Number(answer.headers['content-length'])).toBe(answer.rawPayload.length);
  expect(gunzipSync(answer.rawPayload).toString()).toBe(long);
});

test.each([
  ['a page to whoever does not', '/page', 'br'],
  ['a short page', '/short', 'gzip'],
  ['an answer that is no page', '/answer', 'gzip'],
])('%s travels as it is', async (_, url, encoding) => {
  const answer = await asked(url, encoding);
  expect(answer.headers['content-encoding']).toBeUndefined();
  expect(answer.body).toContain('Kestrel Audio');
});

test.each([
  ['gzip', true],
  ['br, GZIP;q=0.5', true],
  ['gzip;q=1.0', true],
  ['gzip;q=0', false],
  ['gzip; q=0.000', false],
  ['x-gzip-not', false],
  ['', false],
])('«%s» takes gzip: %s', (header, takes) => {
  expect(takesGzip({ headers: { 'accept-encoding': header } })).toBe(takes);
});
