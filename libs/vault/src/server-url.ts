/** What a vault's server may be reached by: no password that anyone would guess, and no network that anyone may listen on. */
import { isIP } from 'node:net';
import { CannotOpenVault } from './database.ts';

const SHORTEST = 12;
const GUESSED = ['password', 'postgres', 'postgresql', 'dutybook', 'changeme', 'secret', 'admin', 'vault', 'example'];

export const isServer = (url: string): boolean => /^postgres(ql)?:\/\//.test(url);

/** The server's address without its user and password, for people to read. */
export function serverIn(url: string): string {
  const { hostname, port, pathname } = new URL(url);
  return `${hostname}${port === '' ? '' : `:${port}`}${pathname}`;
}

/** Throws `CannotOpenVault` with what to change. */
export function mustBeSafe(url: string): void {
  if (!URL.canParse(url))
    throw new CannotOpenVault('The address of the vault is not one: postgresql://ROLE:PASSWORD@HOST/DATABASE.');
  const { hostname, username, password, searchParams } = new URL(url);
  if (password !== '' && isGuessed(decodeURIComponent(password).toLowerCase(), decodeURIComponent(username).toLowerCase()))
    throw new CannotOpenVault(
      `The vault's password is one that is guessed: give its role one of its own, of ${SHORTEST} characters or more.`,
    );
  if (!isHere(searchParams.get('host') ?? hostname) && !searchParams.has('sslmode'))
    throw new CannotOpenVault(
      `The vault is on another machine: add ?sslmode=verify-full to its address, or ?sslmode=disable where nobody else is on the network between.`,
    );
}

/** The usual ones, however they are drawn out: "postgres", "Password123", "dutybook-dutybook". */
function isGuessed(password: string, role: string): boolean {
  const rest = [...GUESSED, role].reduce((left, word) => (word === '' ? left : left.replaceAll(word, '')), password);
  return password.length < SHORTEST || rest.replace(/[^a-z]/g, '').length < SHORTEST / 4;
}

/** On this machine, or by a socket in its file system. */
const isHere = (host: string): boolean =>
  host === '' ||
  host === 'localhost' ||
  host === '[::1]' ||
  host.startsWith('/') ||
  (isIP(host) === 4 && host.startsWith('127.'));
