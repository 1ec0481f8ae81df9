import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { CompactRange, EventStore, leafHash, verifyConsistency, verifyInclusion } from '#event-store';
import { Notary, openCheckpoint, VerifierKey, type Checkpoint } from '#evidence';
import { Running } from './running.ts';
import { tell, type Told } from './scenario.ts';

/** Proofs as a stranger gets and checks them: over HTTP, with nothing believed but the key that the log is signed with. */

let running: Running;
let told: Told;
let key: VerifierKey;
let size: number;

beforeAll(async () => {
  running = await Running.start();
  told = await tell(running, '01-straight-chain');
  size = (await running.app.get(EventStore).root()).size;
  await running.app.get(Notary).sign();
  key = VerifierKey.parse((await running.send('/v1/log')).json().key);
});
afterAll(() => running.stop());

interface Read {
  /** Its first line, or first two. */
  readonly head: readonly string[];
  readonly hashes: readonly Uint8Array[];
  readonly checkpoint: Checkpoint;
}

/** Hashes below so many lines, then an empty one, then the note. */
function read(proof: string, lines: number): Read {
  const [above = '', ...note] = proof.split('\n\n');
  const [head, hashes] = [above.split('\n').slice(0, lines), above.split('\n').slice(lines)];
  return {
    head,
    hashes: hashes.map((hash) => Buffer.from(hash, 'base64')),
    checkpoint: openCheckpoint(note.join('\n\n'), [key]),
  };
}
const rootOf = ({ root }: { root: string }) => Buffer.from(root, 'hex');

/** The proof of an event by its number, or of growth from a size. */
type Ask = (what: 'event' | 'growth', n: number) => Promise<string>;
const pathOf = (what: 'event' | 'growth', n: number) =>
  what === 'event' ? `/v1/log/events/${n}/proof` : `/v1/log/consistency/${n}`;
const ask: Ask = async (what, n) => (await running.send(pathOf(what, n))).text;
const hashAt = async (leaf: number) =>
  leafHash(Buffer.from((await running.send(`/v1/log/events/${leaf}`, { as: 'authority' })).text));

/** Events of which the proof does not show that they are in the log. */
async function unprovenEvents(asked: Ask): Promise<readonly number[]> {
  const unproven: number[] = [];
  for (let leaf = 0; leaf < size; leaf += 1) {
    const { head, hashes, checkpoint } = read(await asked('event', leaf), 2);
    const isNamed = head.join('|') === `c2sp.org/tlog-proof@v1|index ${leaf}`;
    const isIn = verifyInclusion(await hashAt(leaf), leaf, checkpoint.size, { hashes, root: rootOf(checkpoint) });
    if (!(isNamed && isIn)) unproven.push(leaf);
  }
  return unproven;
}

/** Sizes that the log once had of which the proof does not show that it has only grown since. */
async function unprovenSizes(asked: Ask): Promise<readonly number[]> {
  const unproven: number[] = [];
  const tree = new CompactRange();
  for (let from = 1; from <= size; from += 1) {
    tree.append(await hashAt(from - 1));
    const { head, hashes, checkpoint } = read(await asked('growth', from), 1);
    const later = { size: checkpoint.size, root: rootOf(checkpoint) };
    if (head[0] !== `old ${from}` || !verifyConsistency({ size: from, root: tree.root() }, later, hashes)) unproven.push(from);
  }
  return unproven;
}

describe('E-02: proofs over HTTP', () => {
  test('every event is shown to be in the log', async () => expect(await unprovenEvents(ask)).toEqual([]));

  test('of every size that the log once had, it is shown that it has only grown since', async () =>
    expect(await unprovenSizes(ask)).toEqual([]));

  test('and finds it when a hash is another', async () => {
    const turned: Ask = async (what, n) => {
      const [hashes = '', ...note] = (await ask(what, n)).split('\n\n');
      return [hashes.replace(/(?<=\n)[\w+/]{42}/, (hash) => [...hash].reverse().join('')), ...note].join('\n\n');
    };
    expect((await unprovenEvents(turned)).length).toBe(size);
    // That nothing has grown takes no hash.
    expect((await unprovenSizes(turned)).length).toBe(size - 1);
  });

  test('and finds it when the proof is that of another number', async () => {
    const others: Ask = async (what, n) => {
      const other = n > 1 ? n - 1 : n + 1;
      return (await ask(what, other)).replace(`${other}\n`, `${n}\n`);
    };
    expect((await unprovenEvents(others)).length).toBe(size);
    expect((await unprovenSizes(others)).length).toBe(size);
  });

  test('a receipt names the number to ask with', async () => {
    const receipts = told.answers.map((answer) => answer.json());
    for (const { leaf, id } of receipts)
      expect((await running.send(`/v1/log/events/${leaf}`, { as: 'authority' })).json().id).toBe(id);
  });

  test('a proof is the same for everyone; the bytes are for the party of the book and the authority', async () => {
    const { leaf, stream } = told.answers.map((answer) => answer.json()).find(({ stream: name }) => name.startsWith('kestrel/'));
    const proof = await running.send(pathOf('event', leaf));
    expect(proof.headers['content-type']).toBe('text/plain; charset=utf-8');
    for (const as of ['kestrel', 'quayside', 'nobody'])
      expect((await running.send(pathOf('event', leaf), { as })).text).toBe(proof.text);
    for (const as of ['kestrel', 'authority'])
      expect((await running.send(`/v1/log/events/${leaf}`, { as })).json().stream).toBe(stream);
    const [others, none] = [
      await running.send(`/v1/log/events/${leaf}`, { as: 'quayside' }),
      await running.send(`/v1/log/events/999999`, { as: 'quayside' }),
    ];
    expect([others.status, others.json().detail]).toEqual([404, none.json().detail]);
  });

  test('what no checkpoint covers yet has no proof, which is said', async () => {
    const late = await running.send(pathOf('event', size));
    expect([late.status, late.json().detail]).toEqual([
      404,
      `Event ${size} is under no signed checkpoint: the newest is of ${size} events.`,
    ]);
    expect((await running.send(pathOf('growth', size + 1))).status).toBe(404);
    expect((await running.send(pathOf('growth', 0))).status).toBe(400);
    expect((await running.send('/v1/log/events/01/proof')).status).toBe(400);
  });

  test('a log of which nothing was signed yet has neither', async () => {
    const fresh = await Running.start();
    for (const path of ['checkpoint', 'events/0/proof', 'consistency/1'])
      expect((await fresh.send(`/v1/log/${path}`)).json()).toMatchObject({
        status: 404,
        detail: 'Nothing of this log has been signed yet.',
      });
    await fresh.stop();
  });
});
