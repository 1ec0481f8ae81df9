/**
 * The vault on PostgreSQL, where several processes share it. Its tables are made by their owner (`vaultSchema`); here the vault is a role
 * that owns nothing and sees, within each transaction, the rows of the one party it acts for.
 */
import pg from 'pg';
import { Kysely, PostgresDialect, sql } from 'kysely';
import type { PostgresCursor, PostgresPoolClient, PostgresQueryResult } from 'kysely';
import { setTimeout as wait } from 'node:timers/promises';
import { CannotOpenVault, shapes, VaultUnavailable } from './database.ts';
import type { Database, Opened, Tables, VaultHealth, Writing } from './database.ts';
import { SCHEMA, weaknesses } from './postgresql-schema.ts';

/**
 * The server ends what takes longer; the client gives up on a server that says nothing; a transaction whose process stands still holds its
 * locks for half a lease at most, so that another can take over in time.
 */
const settings = {
  application_name: 'dutybook',
  max: 10,
  connectionTimeoutMillis: 5_000,
  statement_timeout: 10_000,
  query_timeout: 15_000,
  idle_in_transaction_session_timeout: 5_000,
  keepAlive: true,
};

const MOST_TRIES = 5;
const PAUSE_MS = 50;
const ASK_AGAIN_MS = 1_000;
/** Whoever waits for a table longer than that keeps everybody behind it waiting. */
const LOCK_MS = 5_000;

/** Worth doing again at once: another transaction was in the way, or the connection went between COMMIT and its answer. */
class TryAgain extends VaultUnavailable {}

/** Whether the server can be used, as the last that asked it found. */
class Away {
  #says: string | undefined;
  #askedAt = 0;

  constructor(private readonly ask: () => Promise<unknown>) {}

  met(error: VaultUnavailable): VaultUnavailable {
    this.#says = `${error.message}.`;
    return error;
  }

  over(): void {
    this.#says = undefined;
  }

  /** Whoever looks while it is away has it asked again. */
  health(): VaultHealth {
    if (this.#says === undefined) return { writable: true };
    if (performance.now() - this.#askedAt > ASK_AGAIN_MS) {
      this.#askedAt = performance.now();
      this.ask().catch(() => undefined);
    }
    return { writable: false, says: this.#says, passing: true };
  }
}

export function openPostgresql(url: string): Opened {
  const pool = new pg.Pool({ ...settings, connectionString: url });
  const database: Database = new Kysely<Tables>({
    dialect: new PostgresDialect({ pool: { connect: () => lent(pool, away), end: () => pool.end() } }),
  }).withSchema(SCHEMA);
  const away = new Away(() => sql`select 1`.execute(database));
  // A connection that breaks says so on itself, in use or not, and then on the pool: unheard, that ends the process.
  const broke = (error: Error) => away.met(new VaultUnavailable(sentenceOf(error), false));
  pool.on('connect', (client) => client.on('error', broke));
  pool.on('error', broke);
  const actFor = async (party: string, within: Writing) => {
    await sql`select set_config('dutybook.party', ${party}, true)`.execute(within);
  };
  return {
    database,
    isShared: true,
    now: sql<number>`(extract(epoch from clock_timestamp()) * 1000)::bigint`,
    prepare: () => mustHoldAVault(database),
    write: (work) => written(database, work),
    read: (party, ask) =>
      database.transaction().execute(async (reading) => {
        await actFor(party, reading);
        return ask(reading);
      }),
    actFor,
    health: () => away.health(),
    scrub: () => scrub(url),
  };
}

async function mustHoldAVault(database: Database): Promise<void> {
  const found = await weaknesses(database);
  if (found.length > 0) throw new CannotOpenVault(`The vault on PostgreSQL cannot be opened. ${found.join(' ')}`);
}

/** Where it is not known whether the first was kept, doing it again answers what was. */
async function written<Answer>(database: Database, work: (writing: Writing) => Promise<Answer>): Promise<Answer> {
  for (let tries = 1; ; tries++)
    try {
      return await database.transaction().execute(work);
    } catch (error) {
      if (!(error instanceof TryAgain) || tries === MOST_TRIES) throw error;
      await wait(PAUSE_MS * (tries - 1));
    }
}

async function lent(pool: pg.Pool, away: Away): Promise<PostgresPoolClient> {
  try {
    return new Lent(await pool.connect(), away);
  } catch (error) {
    throw away.met(new VaultUnavailable(sentenceOf(error), false));
  }
}

/** A connection for one piece of work. One that broke, or whose server fell silent, is never lent again. */
class Lent implements PostgresPoolClient {
  #broken: VaultUnavailable | undefined;

  constructor(
    private readonly client: pg.PoolClient,
    private readonly away: Away,
  ) {}

  query<Row>(text: string, values: readonly unknown[]): Promise<PostgresQueryResult<Row>>;
  query<Row>(cursor: PostgresCursor<Row>): PostgresCursor<Row>;
  query(text: unknown, values: readonly unknown[] = []): unknown {
    return this.#query(String(text), values);
  }

  release(): void {
    this.client.release(this.#broken !== undefined);
  }

  async #query(text: string, values: readonly unknown[]): Promise<unknown> {
    if (this.#broken) {
      // The server undoes what a broken connection left: asking for it would only hide why.
      if (text === 'rollback') return { command: 'ROLLBACK', rowCount: 0, rows: [] };
      throw this.#broken;
    }
    try {
      const answer = await this.client.query(text, [...values]);
      this.away.over();
      return answer;
    } catch (error) {
      throw this.#told(error, text === 'commit');
    }
  }

  #told(error: unknown, atCommit: boolean): unknown {
    if (error instanceof pg.DatabaseError && !isBreak(error)) return troubleIn(error) ?? error;
    const Trouble = atCommit ? TryAgain : VaultUnavailable;
    this.#broken = new Trouble(sentenceOf(error), false);
    return this.away.met(this.#broken);
  }
}

/** After these the server ends the connection. */
const isBreak = ({ severity, code = '' }: pg.DatabaseError): boolean =>
  severity === 'FATAL' || severity === 'PANIC' || code.startsWith('57P') || code.startsWith('08');

const DISK_FULL = '53100';
const IN_THE_WAY = ['40001', '40P01'];
/** Classes of what is wrong with the server or its surroundings, and not with what it was asked (Appendix A of its documentation). */
const OF_THE_SERVER = ['25006', '53', '55', '57', '58'];

function troubleIn(error: pg.DatabaseError): VaultUnavailable | undefined {
  const { code = '', message } = error;
  if (IN_THE_WAY.includes(code)) return new TryAgain(message, false);
  return OF_THE_SERVER.some((begins) => code.startsWith(begins)) ? new VaultUnavailable(message, code === DISK_FULL) : undefined;
}

const sentenceOf = (error: unknown): string =>
  (error instanceof Error && error.message) || (error instanceof AggregateError ? String(error.errors[0]) : String(error));

const scrubbed = Object.entries(shapes).flatMap(([name, { isScrubbed }]) => (isScrubbed ? [`${SCHEMA}.${name}`] : []));

/**
 * Writes the tables anew without what was deleted, and lets go of the old files. Its write-ahead log, its replicas and its backups keep
 * what they hold until they are themselves let go. A transaction that began before may still read what was erased: then it says so.
 */
async function scrub(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url, application_name: settings.application_name, lock_timeout: LOCK_MS });
  let stillRead = 0;
  client.on('error', () => undefined);
  // "… dead row versions cannot be removed yet", in whichever language it speaks.
  client.on('notice', ({ detail }) => (stillRead += Number(/^\d+/.exec(detail ?? '')?.[0] ?? 0)));
  try {
    await client.connect();
    await client.query(`vacuum (full, verbose) ${scrubbed.join(', ')}`);
  } catch (error) {
    throw new VaultUnavailable(sentenceOf(error), false);
  } finally {
    await client.end().catch(() => undefined);
  }
  if (stillRead > 0) throw new VaultUnavailable('another transaction can still read what was erased', false);
}
