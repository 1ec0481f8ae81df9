import type { IncomingMessage } from 'node:http';
import { Problem, wrongParameter } from '../problems/problems.ts';
import { readPairs } from './strict-form.ts';

/** What is looked at before a route is: address, host, origin and the form of the body. */

const apiPath = /^\/(?:v1|problems|health)(?:[/?]|$)/;
/** Whether the API answers this address (else it is a page's). */
export const isApi = (url: string) => apiPath.test(url);

const changing = new Set(['POST', 'PUT', 'PATCH', 'DELETE']);
const thisMachine = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/;

type Check = (request: IncomingMessage, hosts: readonly string[]) => Problem | undefined;

/** What is wrong with a request as a whole, if anything is. */
export function checkRequest(request: IncomingMessage, hosts: readonly string[]): Problem | undefined {
  for (const check of [host, address, query, site, encoding, form]) {
    const problem = check(request, hosts);
    if (problem) return problem;
  }
  return undefined;
}

/** A page elsewhere can point its own name at this machine; under that name nothing is answered. */
const host: Check = ({ rawHeaders, headers }, hosts) => {
  const given = rawHeaders.filter((name, index) => index % 2 === 0 && name.toLowerCase() === 'host').length;
  if (given !== 1) return wrongParameter('Host', 'The header stands once in a request.');
  const name = (headers.host ?? '').toLowerCase().replace(/:\d{1,5}$/, '');
  return thisMachine.test(name) || hosts.includes(name)
    ? undefined
    : wrongParameter('Host', 'Dutybook is not called by this name.');
};

/** No name here needs an escape, so one could only hide what a path is. */
const odd = [/^[^/]/, /\/\//, /\\/, /\/\.{1,2}(?:\/|$)/, /%/, /[^\x21-\x7e]/];
const address: Check = ({ url = '' }) => {
  const path = url.split('?', 1)[0] ?? '';
  return odd.some((pattern) => pattern.test(path))
    ? new Problem('parameter', 'The path is written in an odd way. Write it plainly: no dots, doubled slashes or escapes.', [
        { parameter: 'path', says: 'It is not a plain path.' },
      ])
    : undefined;
};

const query: Check = ({ url = '' }) => {
  const mark = url.indexOf('?');
  if (mark < 0) return undefined;
  try {
    readPairs(url.slice(mark + 1), 'query');
    return undefined;
  } catch (problem) {
    if (problem instanceof Problem) return problem;
    throw problem;
  }
};

/** Browsers say on whose behalf they ask. Other programs say neither, and are not led astray by pages. */
const site: Check = ({ method = '', headers }) => {
  if (!changing.has(method)) return undefined;
  const from = headers['sec-fetch-site'];
  const foreign = from === undefined ? foreignOrigin(headers.origin, headers.host) : from !== 'same-origin' && from !== 'none';
  return foreign ? new Problem('cross-site', 'This came from a page of another site.') : undefined;
};
const foreignOrigin = (origin: string | undefined, own: string | undefined) =>
  origin !== undefined && !(URL.canParse(origin) && new URL(origin).host === own?.toLowerCase());

const encoding: Check = ({ headers }) => {
  const coded = headers['content-encoding'];
  return coded === undefined || coded === 'identity'
    ? undefined
    : new Problem('media-type', 'A body is taken as it is, not compressed.');
};

/** JSON for the API, forms for pages, and UTF-8 for both. */
const form: Check = ({ method = '', headers, url = '' }) => {
  const given = headers['content-type'];
  if (!changing.has(method) || given === undefined) return undefined;
  const expected = isApi(url) ? 'application/json' : 'application/x-www-form-urlencoded';
  const [type = '', ...parameters] = given.toLowerCase().split(';');
  const utf8 = parameters.every((parameter) => /^\s*charset\s*=\s*"?utf-8"?\s*$/.test(parameter));
  return type.trim() === expected && utf8 ? undefined : new Problem('media-type', `Send ${expected} in UTF-8 here.`);
};
