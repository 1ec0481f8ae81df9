import { createHash } from 'node:crypto';
import { Agent, request } from 'node:http';
import { OPERATOR, uuidOf } from '#access';
import type { Journal, Outcome, Write } from './history/journal.ts';

/** Clients of the REST API who record, notify and acknowledge, and note what they were told. */

export const parties = ['kestrel', 'tarn-beck', 'hollybush', 'quayside'] as const;
export type Party = (typeof parties)[number];
const ON = '2026-02-11';

export interface Answer {
  readonly status: number;
  readonly headers: NodeJS.Dict<string | string[]>;
  readonly text: string;
}

export interface Offer {
  readonly as: string;
  readonly stream: string;
  readonly id: string;
  readonly event: { readonly type: string; readonly on: string; readonly data: Readonly<Record<string, unknown>> };
}

/** One at a time, over a connection of its own. */
export class Client {
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 1 });

  constructor(
    readonly name: string,
    private readonly journal: Journal,
    private readonly url: () => string,
  ) {}

  /** Offers an event and notes what became of it. No answer is `undefined`. */
  record(offer: Offer, cutAfter?: number): Promise<Answer | undefined> {
    return this.journal.note(this.name, async () => {
      const sent = { method: 'PUT', as: offer.as, json: offer.event, cutAfter };
      const told = await this.send(`${pathOf(offer.stream)}/events/${offer.id}`, sent).catch((error: unknown) => codeOf(error));
      const answer = typeof told === 'string' ? undefined : told;
      const outcome = outcomeOf(told);
      const receipt = outcome === 'ok' && answer !== undefined ? receiptIn(answer) : undefined;
      return { outcome, deed: { kind: 'write', stream: offer.stream, ids: [offer.id], receipt } satisfies Write, told: answer };
    });
  }

  /** Reads a failure record as its own party, at least up to a position if one is given, and notes the last revision seen. */
  read(stream: string, position?: string): Promise<number | undefined> {
    return this.journal.note(this.name, async () => {
      const from = position === undefined ? '' : `&waitFor=${position}`;
      const answer = await this.send(`${pathOf(stream)}/timeline?limit=200${from}`, { as: stream.split('/')[0] ?? '' }).catch(
        () => undefined,
      );
      const revision = answer?.status === 200 ? lastRevision(answer) : answer?.status === 404 ? -1 : undefined;
      const outcome = revision === undefined ? ('unknown' as const) : ('ok' as const);
      return { outcome, deed: { kind: 'read', stream, revision: revision ?? -1 }, told: revision };
    });
  }

  /** Reads the queue of duties of a party, and notes up to where it shows the log. */
  look(as: string): Promise<number | undefined> {
    return this.journal.note(this.name, async () => {
      const answer = await this.send('/v1/duties?limit=1', { as }).catch(() => undefined);
      const { position }: { position?: string } = answer?.status === 200 ? JSON.parse(answer.text) : {};
      const outcome = position === undefined ? ('unknown' as const) : ('ok' as const);
      return { outcome, deed: { kind: 'look', list: 'duties', leaf: leafOf(position) }, told: leafOf(position) };
    });
  }

  send(path: string, { method = 'GET', as, json, cutAfter }: Sent): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const headers = { 'dutybook-acting-as': as, ...(json === undefined ? {} : { 'content-type': 'application/json' }) };
      const asked = request(`${this.url()}${path}`, { agent: this.#agent, method, headers, timeout: 60_000 });
      const cut = cutAfter === undefined ? undefined : setTimeout(() => asked.destroy(), cutAfter);
      asked.on('timeout', () => asked.destroy());
      asked.on('error', reject);
      asked.on('response', (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () => {
          clearTimeout(cut);
          resolve({ status: response.statusCode ?? 0, headers: response.headers, text: Buffer.concat(chunks).toString('utf8') });
        });
      });
      asked.end(json === undefined ? undefined : JSON.stringify(json));
    });
  }

  leave(): void {
    this.#agent.destroy();
  }
}

interface Sent {
  readonly method?: string;
  readonly as: string;
  readonly json?: unknown;
  /** The connection is cut after so many milliseconds, answer or not. */
  readonly cutAfter?: number;
}

const codeOf = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : 'broken off';

/** What never got there was not done. What was refused was not either; of the rest nobody can say. */
function outcomeOf(told: Answer | string): Outcome {
  if (typeof told === 'string') return told === 'ECONNREFUSED' ? 'fail' : 'unknown';
  if (told.status < 300) return 'ok';
  return told.status < 500 || told.status === 507 ? 'fail' : 'unknown';
}

function receiptIn({ text }: Answer): { revision: number; leaf: number } {
  const { revision, leaf }: { revision: number; leaf: number } = JSON.parse(text);
  return { revision, leaf };
}

function lastRevision({ text }: Answer): number {
  const { rows }: { rows: readonly { revision: number }[] } = JSON.parse(text);
  return Math.max(-1, ...rows.map(({ revision }) => revision));
}

export const leafOf = (position = ''): number => (position === '' ? -1 : Number(position));

const plurals: Readonly<Record<string, string>> = { product: 'products', failure: 'failures', delivery: 'deliveries' };

export function pathOf(stream: string): string {
  const [party, kind = '', id] = stream.split('/');
  return kind === '' ? '/v1/installation' : `/v1/parties/${party}/${plurals[kind]}/${id}`;
}

/** The same words always have the same id, so that whoever asks again asks for the same event. */
export const idOf = (words: string): string => uuidOf(`dutybook:faults/${words}`);

export const admitted = (party: string): Offer => ({
  as: OPERATOR,
  stream: 'installation',
  id: idOf(`admitted ${party}`),
  event: { type: 'PartyAdmitted', on: ON, data: { party, name: `${party} Ltd` } },
});

export const reported = (party: string, failure: string, words: string): Offer => ({
  as: party,
  stream: `${party}/failure/${failure}`,
  id: idOf(words),
  event: {
    type: 'ComplianceFailureReported',
    on: ON,
    data: { product: 'puffincam-2', from: { kind: 'researcher' }, claims: 'is', text: words },
  },
});

export const notified = (party: string, failure: string, { to, words }: { to: string; words: string }): Offer => ({
  as: party,
  stream: `${party}/failure/${failure}`,
  id: idOf(words),
  event: {
    type: 'NotificationGiven',
    on: ON,
    data: { to, means: 'email', claims: 'is', content: ['details', 'risks', 'steps'], authorityNotified: 'no', text: words },
  },
});

/** By the recipient, on the sender's delivery. */
export function acknowledged({ as: sender, stream, id, event: { data } }: Offer): Offer {
  const recipient = String(data['to']);
  const textHash = createHash('sha256').update(String(data['text'])).digest('hex');
  return {
    as: recipient,
    stream: `${sender}/delivery/${id}`,
    id: idOf(`acknowledged ${id}`),
    event: {
      type: 'NotificationAcknowledged',
      on: ON,
      data: { failure: stream.split('/')[2], notification: id, recipient, textHash },
    },
  };
}

/** Ids of what the system delivers because of a notification. */
export const deliveredBy = ({ stream, id, event: { type, data } }: Offer): readonly string[] =>
  type === 'NotificationGiven' ? [uuidOf(`dutybook:delivery/${stream}/${id}/${String(data['to'])}`)] : [];
