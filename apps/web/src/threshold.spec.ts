import { describe, expect, test } from '@jest/globals';
import { formTokenOf, mustBeOurs, pageHeaders } from './threshold.ts';
import { NotFromHere } from './visit.ts';

const secret = 'the-secret-of-this-browser';
const sent =
  (headers: Record<string, string>, formToken: string | undefined = formTokenOf(secret)) =>
  () =>
    mustBeOurs({ headers: { host: '127.0.0.1:8080', ...headers }, body: { formToken } }, secret);

describe('A-06: what changes anything comes from a form of ours', () => {
  test.each([
    ['a browser that says so', { 'sec-fetch-site': 'same-origin' }],
    ['one that gives its origin only', { origin: 'http://127.0.0.1:8080' }],
  ])('%s is let in', (_, headers) => expect(sent(headers)).not.toThrow());

  test.each([
    ['another site', { 'sec-fetch-site': 'cross-site', origin: 'http://127.0.0.1:8080' }],
    ['another name of the same site', { 'sec-fetch-site': 'same-site' }],
    ['nobody in particular', { 'sec-fetch-site': 'none' }],
    ['another origin', { origin: 'http://127.0.0.1:9999' }],
    ['no origin that is one', { origin: 'null' }],
    ['a program that says neither', {}],
  ])('%s is not', (_, headers) => expect(sent(headers)).toThrow(NotFromHere));

  test('and the form’s own token must be there and right', () => {
    const headers = { 'sec-fetch-site': 'same-origin' };
    expect(sent(headers, formTokenOf('the-secret-of-that-browser'))).toThrow(NotFromHere);
    expect(sent(headers, formTokenOf(secret).slice(1))).toThrow(NotFromHere);
    expect(sent(headers, '')).toThrow(NotFromHere);
    expect(() => mustBeOurs({ headers: { host: 'h', ...headers }, body: undefined }, secret)).toThrow(NotFromHere);
  });
});

test('no two pages hold the same token, so that the length of a zipped page tells nothing of it', () => {
  const tokens = new Set(Array.from({ length: 100 }, () => formTokenOf(secret)));
  expect(tokens.size).toBe(100);
});

test('a browser that gives its origin only gives it with every form, and tells no other site where one was', () => {
  expect(pageHeaders['referrer-policy']).toBe('same-origin');
});

test('A-13: pages allow no script and nothing inline', () => {
  const policy = pageHeaders['content-security-policy'];
  expect(policy).toContain("default-src 'none'");
  expect(policy).not.toMatch(/unsafe|script-src|\*/);
  expect(pageHeaders['cache-control']).toBe('no-store');
});
