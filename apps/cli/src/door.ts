import type { ToRecord } from '#psti';

/** The REST API of a running system, asked as one party or another. */
export class Door {
  constructor(private readonly url: string) {}

  /** Records an event. Answers its position, or the problem document's own sentences where it was refused. */
  async record({ stream, id, event, by }: ToRecord): Promise<{ readonly position: string } | { readonly refused: string }> {
    const answer = await fetch(`${this.url}${pathOf(stream)}/events/${id}`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json', 'dutybook-acting-as': by },
      body: JSON.stringify(event),
    });
    const body: { position?: string; detail?: string; errors?: readonly { field?: string; says: string }[] } = JSON.parse(
      await answer.text(),
    );
    if (answer.ok && body.position !== undefined) return { position: body.position };
    if (answer.status >= 500) throw new Error(`The system failed on ${stream} ${id}: ${body.detail ?? answer.status}`);
    const errors = (body.errors ?? []).map(({ field, says }) => (field === undefined ? says : `${field}: ${says}`));
    return { refused: [body.detail, ...errors].filter(Boolean).join(' ') };
  }

  /** Waits until what crosses between books has crossed and everything is shown. */
  async settled(position: string): Promise<void> {
    await this.ask('/v1/parties', { limit: '1', waitFor: position });
  }

  /** One answer, as the authority, which sees every book. `undefined` where there is nothing of the kind. */
  async ask<Answer>(path: string, query: Query): Promise<Answer | undefined> {
    const given = Object.entries(query).filter((entry): entry is [string, string] => entry[1] !== undefined);
    const answer = await fetch(`${this.url}${path}?${new URLSearchParams(given)}`, {
      headers: { 'dutybook-acting-as': 'authority' },
    });
    if (answer.status === 404) return undefined;
    if (!answer.ok) throw new Error(`${path} was answered ${answer.status}: ${await answer.text()}`);
    const body: Answer = JSON.parse(await answer.text());
    return body;
  }

  /** All rows of a list, page after page. */
  async all<Row>(path: string, query: Query): Promise<readonly Row[]> {
    const rows: Row[] = [];
    let after: string | undefined;
    do {
      const page = await this.ask<Part<Row>>(path, { ...query, limit: '200', after });
      rows.push(...(page?.rows ?? []));
      after = page?.next;
    } while (after !== undefined);
    return rows;
  }
}
type Query = Readonly<Record<string, string | undefined>>;
interface Part<Row> {
  readonly rows: readonly Row[];
  readonly next?: string;
}

const PLACES: Readonly<Record<string, string>> = {
  product: 'products',
  failure: 'failures',
  notice: 'notices',
  delivery: 'deliveries',
  profile: 'profile',
};

/** `kestrel/failure/shared-password` is recorded at `/v1/parties/kestrel/failures/shared-password`. */
function pathOf(stream: string): string {
  const [party = '', kind, id] = stream.split('/');
  if (kind === undefined) return `/v1/${party}`;
  return ['/v1/parties', party, PLACES[kind] ?? kind, ...(id === undefined ? [] : [id])].join('/');
}
