import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, sign, verify, type KeyObject } from 'node:crypto';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { writeKeyFile } from '#vault';
import { isBase64 } from './base64.ts';
import { CannotSign } from './refusals.ts';
import { isKeyName, NotANote, parseNote, writtenNote, type Note } from './note.ts';

/** Ed25519 (RFC 8032) as signed notes use it: the type's byte, then the 32 bytes of the public key. */
const ED25519 = 1;
const KEY_BYTES = 32;
/** What stands before those 32 bytes where a public key is written as SubjectPublicKeyInfo (RFC 8410). */
const SPKI = Buffer.from('302a300506032b6570032100', 'hex');

/** A key that signatures are checked with, written `name+id+base64` as C2SP has it. */
export class VerifierKey {
  readonly name: string;
  readonly id: string;
  readonly #encoded: Buffer;
  readonly #key: KeyObject;

  constructor(name: string, publicKey: Buffer) {
    this.name = name;
    this.#encoded = Buffer.concat([Buffer.of(ED25519), publicKey]);
    this.id = createHash('sha256').update(`${name}\n`).update(this.#encoded).digest('hex').slice(0, 8);
    this.#key = createPublicKey({ key: Buffer.concat([SPKI, publicKey]), format: 'der', type: 'spki' });
  }

  static parse(text: string): VerifierKey {
    const [name = '', id = '', ...rest] = text.split('+');
    const base64 = rest.join('+');
    const encoded = isBase64(base64) ? Buffer.from(base64, 'base64') : Buffer.of();
    if (!isKeyName(name) || encoded.length !== KEY_BYTES + 1 || encoded[0] !== ED25519)
      throw new NotANote(`«${text}» is no key to verify with: that is NAME+ID+BASE64, of Ed25519.`);
    const key = new VerifierKey(name, encoded.subarray(1));
    if (key.id !== id) throw new NotANote(`The key «${text}» says that its id is ${id}, but it is ${key.id}.`);
    return key;
  }

  verifies(text: string, signature: Uint8Array): boolean {
    return signature.length === 64 && verify(null, Buffer.from(text), this.#key, signature);
  }

  toString(): string {
    return `${this.name}+${this.id}+${this.#encoded.toString('base64')}`;
  }
}

/** Whether a note says that one of the keys has signed it. */
export const isOfAny = (bytes: Uint8Array | string, keys: readonly VerifierKey[]): boolean =>
  knownIn(parseNote(bytes), keys).length > 0;

const knownIn = ({ signatures }: Note, keys: readonly VerifierKey[]) =>
  signatures.flatMap((signature) =>
    keys.filter(({ name, id }) => name === signature.name && id === signature.id).map((key) => ({ key, signature })),
  );

/**
 * The text of a note that a known key has signed. Signatures of other keys are passed over; one that says it is of a known key and does
 * not verify spoils the note.
 */
export function textSigned(bytes: Uint8Array | string, keys: readonly VerifierKey[]): string {
  const note = parseNote(bytes);
  const known = knownIn(note, keys);
  if (known.length === 0) throw new NotANote(`No key that was given has signed it; it says it is signed by ${signersOf(note)}.`);
  const wrong = known.find(({ key, signature }) => !key.verifies(note.text, signature.bytes));
  if (wrong !== undefined) throw new NotANote(`The signature of ${wrong.key.name} is not of this text.`);
  return note.text;
}

const signersOf = ({ signatures }: Note): string => signatures.map(({ name, id }) => `${name}+${id}`).join(', ');

/** The private key of a log, in a file of its own that only its owner may read (PKCS #8, PEM). Backed up apart from the data. */
export class SigningKey {
  readonly verifier: VerifierKey;
  readonly #key: KeyObject;

  constructor(name: string, key: KeyObject) {
    this.#key = key;
    this.verifier = new VerifierKey(name, createPublicKey(key).export({ format: 'der', type: 'spki' }).subarray(SPKI.length));
  }

  static made(name: string): SigningKey {
    return new SigningKey(name, generateKeyPairSync('ed25519').privateKey);
  }

  /** Reads the key; makes it where nothing was signed with one yet, and never where something was. */
  static from(file: string, name: string, expected: string | undefined): SigningKey {
    if (!existsSync(file)) {
      if (expected !== undefined)
        throw new CannotSign(`The key that signs this log is missing: ${file}. Put it back; ${expected} has signed before.`);
      writeKeyFile(file, generateKeyPairSync('ed25519').privateKey.export({ format: 'pem', type: 'pkcs8' }).toString());
    }
    const key = new SigningKey(name, readKey(file));
    if (expected !== undefined && String(key.verifier) !== expected)
      throw new CannotSign(
        `This log was signed with the key ${expected}; ${file} holds ${String(key.verifier)}. Put the right key in place.`,
      );
    return key;
  }

  /** The public part of what a file holds; undefined where there is none. */
  static verifierIn(file: string, name: string): VerifierKey | undefined {
    return existsSync(file) ? new SigningKey(name, readKey(file)).verifier : undefined;
  }

  note(text: string): string {
    const { name, id } = this.verifier;
    return writtenNote({ text, signatures: [{ name, id, bytes: sign(null, Buffer.from(text), this.#key) }] });
  }
}

function readKey(file: string): KeyObject {
  if (process.platform !== 'win32' && (statSync(file).mode & 0o077) !== 0)
    throw new CannotSign(`The key ${file} may be read by others than its owner. Say: chmod 600 ${file}`);
  try {
    const key = createPrivateKey(readFileSync(file));
    if (key.asymmetricKeyType === 'ed25519') return key;
  } catch (error) {
    throw new CannotSign(`The key ${file} cannot be read: ${error instanceof Error ? error.message : String(error)}.`);
  }
  throw new CannotSign(`The key ${file} is not one of Ed25519.`);
}
