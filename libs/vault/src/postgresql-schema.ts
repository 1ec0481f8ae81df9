/**
 * The vault's tables on PostgreSQL, as their owner makes them, and what must hold of them before a vault is opened there: every table
 * refuses rows that its policy does not admit, its owner's too, and the vault is a role that no policy can be hidden from.
 */
import { DummyDriver, Kysely, PostgresAdapter, PostgresIntrospector, PostgresQueryCompiler, sql } from 'kysely';
import { shapes, tableMaking } from './database.ts';
import type { Database, Tables } from './database.ts';

export const SCHEMA = 'vault';

const OLDEST = 17;

/**
 * What the owner of the database gives to PostgreSQL (17 or later), and again with each new release: it changes nothing that is there.
 * `role` exists already, and is the one that Dutybook signs in with.
 */
export function vaultSchema(role: string): string {
  const compiling = new Kysely<Tables>({
    dialect: {
      createAdapter: () => new PostgresAdapter(),
      createDriver: () => new DummyDriver(),
      createIntrospector: (database) => new PostgresIntrospector(database),
      createQueryCompiler: () => new PostgresQueryCompiler(),
    },
  }).withSchema(SCHEMA);
  const app = `"${role.replaceAll('"', '""')}"`;
  const statements = [
    'begin',
    `create schema if not exists ${SCHEMA}`,
    `grant usage on schema ${SCHEMA} to ${app}`,
    ...tableMaking(compiling).map((making) => making.compile().sql),
    ...Object.entries(shapes).flatMap(([name, shape]) => guarding(`${SCHEMA}.${name}`, shape, app)),
    'commit',
  ];
  return statements.map((statement) => `${statement};\n`).join('');
}

function guarding(table: string, { whose, isScrubbed }: (typeof shapes)[keyof Tables], app: string): string[] {
  const admits = whose === undefined ? 'true' : `${whose} = current_setting('dutybook.party', true)`;
  return [
    `alter table ${table} enable row level security`,
    `alter table ${table} force row level security`,
    `drop policy if exists own on ${table}`,
    `create policy own on ${table} to ${app} using (${admits}) with check (${admits})`,
    // To maintain a table is to rewrite it without what was erased, and to read none of it.
    `grant select, insert, update, delete${isScrubbed ? ', maintain' : ''} on ${table} to ${app}`,
  ];
}

/** Why this database may not hold a vault; none where it may. Each is a sentence, with what to do. */
export async function weaknesses(database: Database): Promise<string[]> {
  return [...(await ofServer(database)), ...(await ofRole(database)), ...(await ofTables(database))];
}

async function ofServer(database: Database): Promise<string[]> {
  const { rows } = await sql<{ version: number; encoding: string; fsync: string; commit: string }>`
    select current_setting('server_version_num')::int / 10000 as version, current_setting('server_encoding') as encoding,
      current_setting('fsync') as fsync, current_setting('synchronous_commit') as commit`.execute(database);
  return rows.flatMap(({ version, encoding, fsync, commit }) => [
    ...(version < OLDEST ? [`PostgreSQL ${OLDEST} or later is needed; this is ${version}.`] : []),
    ...(encoding === 'UTF8' ? [] : [`Its database must be encoded in UTF8, not ${encoding}.`]),
    ...(fsync === 'off' ? ['It answers before what it was given is on the disk: set fsync to on.'] : []),
    ...(commit === 'off' ? ['It answers before what it was given is on the disk: set synchronous_commit to on.'] : []),
  ]);
}

async function ofRole(database: Database): Promise<string[]> {
  const { rows } = await sql<{ role: string }>`
    select rolname as role from pg_roles
    where (rolsuper or rolbypassrls) and pg_has_role(current_user, oid, 'member')`.execute(database);
  return rows.map(
    ({ role }) => `The role it is opened with is, or may become, ${role}, whom no policy holds back: use one that is not.`,
  );
}

async function ofTables(database: Database): Promise<string[]> {
  const { rows } = await sql<{ name: string; owned: boolean; guarded: boolean }>`
    select relname as name, pg_has_role(current_user, relowner, 'member') as owned,
      relrowsecurity and relforcerowsecurity and exists (select from pg_policy where polrelid = pg_class.oid) as guarded
    from pg_class where relnamespace = (select oid from pg_namespace where nspname = ${SCHEMA}) and relkind in ('r', 'p')
    order by relname`.execute(database);
  const missing = Object.keys(shapes).filter((name) => !rows.some((row) => row.name === name));
  return [
    ...(missing.length === 0 ? [] : [`It has no table ${missing.join(', ')}: ${MAKE_TABLES}.`]),
    ...rows.flatMap(({ name, owned, guarded }) => [
      ...(owned ? [`The table ${name} belongs to the role it is opened with: let another own it.`] : []),
      ...(guarded ? [] : [`The table ${name} lacks row security, its force or a policy: ${MAKE_TABLES}.`]),
    ]),
  ];
}

const MAKE_TABLES = 'let the owner of the database run what `npm run -s dutybook -- vault-schema ROLE` prints';
