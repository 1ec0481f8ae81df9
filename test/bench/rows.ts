/** Every row of the bench: the work, what is measured for it, and its goals. What the whole system is felt to do first, then its log. */
import { asFast, atLeast, atMost, commitsAnd, no, some, within, type Goal } from './goals.ts';

export interface Row {
  readonly name: string;
  readonly work: string;
  /** Measured together, in one process. None: not built. */
  readonly group?: string;
  readonly goals: readonly Goal[];
  /** Figures that are shown beside, with their units. */
  readonly shows?: readonly Shown[];
  /** Under this name the peers were asked the same. */
  readonly peers?: string;
}
export type Shown = readonly [figure: string, unit: string, name: string];

const rate = (name: string, of = ''): Shown => [`${name}.rate`, '/s', of];
const times = (name: string): readonly Shown[] => [
  [`${name}.p50`, 'ms', 'p50'],
  [`${name}.p99`, 'ms', 'p99'],
];

export const felt: readonly Row[] = [
  {
    name: 'http-record',
    work: 'recording one event over HTTP, decided, durable, answered',
    group: 'recording',
    goals: [
      commitsAnd(3, 2, 'http-one.p50', 'raw-commit.p50'),
      { ...commitsAnd(3, 2, 'http-text.p50', 'raw-commit.p50'), says: 'the same, with words for the vault' },
      within(25, 'ms', 'http-steady.p99', 'p99 at 100/s'),
    ],
    shows: [...times('http-one'), ['raw-commit.p50', 'ms', 'raw commit']],
  },
  {
    name: 'http-16',
    work: '16 clients recording',
    group: 'recording',
    goals: [atLeast(0.35, 'http-16.rate', 'store-16.rate', 'the store with 16 callers')],
    shows: [rate('http-16'), ...times('http-16'), rate('store-16', 'the store')],
  },
  {
    name: 'queue-page',
    work: 'queue of duties: first page of any filter',
    group: 'installed',
    goals: [within(30, 'ms', 'queue-page.p99', 'p99'), no(1.2, '×', 'queue-page.growth', 'with ten times the events')],
  },
  { name: 'reach-board', work: 'reach board with 3,000 recipients', goals: [] },
  {
    name: 'record-page',
    work: 'one record with 3,000 notifications',
    group: 'thousands',
    goals: [within(60, 'ms', 'record-page.any-day', 'as of any day'), within(15, 'ms', 'record-page.same-day', 'cached')],
  },
  {
    name: 'duties-3000',
    work: 'all duties of one record with 3,000 recipients, from events',
    group: 'act',
    goals: [within(10, 'ms', 'duties-3000.ms', 'once'), asFast(400_000, '/s', 'duties-3000.rate', 'obligations')],
    shows: [['duties-3000.rows', '', 'obligations']],
  },
  {
    name: 'one-more',
    work: 'one more event on that record until the views show it',
    group: 'thousands',
    goals: [within(50, 'ms', 'one-more.p50', 'p50')],
    shows: [['one-more.best', 'ms', 'best']],
  },
  {
    name: 'send',
    work: 'sending to 3,000 recipients until all is on the log, in their books too',
    group: 'thousands',
    goals: [within(2000, 'ms', 'send.ms', 'all')],
    shows: [
      ['send.given', 'ms', 'given'],
      ['send.shown', 'ms', 'shown'],
      ['send.cpu', 'ms', 'processor time'],
    ],
  },
  {
    name: 'rebuild-all',
    work: 'building all views anew, for each million events',
    group: 'installed',
    goals: [within(10, 's', 'rebuild-all.per-million', 'takes'), no(150, 'MiB', 'rebuild-all.memory', 'memory above idle')],
    shows: [
      ['rebuild-all.s', 's', 'this log'],
      ['rebuild-all.cpu-per-million', 's', 'processor time for each million'],
    ],
  },
  { name: 'start', work: 'start after kill -9', group: 'installed', goals: [within(1000, 'ms', 'start.ms', 'ready')] },
  {
    name: 'growth',
    work: 'cost as the log grows 1,000 ×',
    group: 'growth',
    goals: [
      some(0.9, '×', 'growth-append.flat', 'appends of the slowest size'),
      no(2, '×', 'growth-proof.per-tenfold', 'a proof for ten times the events'),
    ],
  },
  {
    name: 'pages',
    work: 'pages, with everything they load',
    group: 'pages',
    goals: [no(100, 'kB', 'pages.first-load', 'first load'), no(50, 'kB', 'pages.notice', 'to acknowledge')],
  },
  {
    name: 'npm-start',
    work: 'npm start on a bare machine, packages cached',
    group: 'bare',
    goals: [within(60, 's', 'npm-start.s', 'first page')],
  },
];

export const log: readonly Row[] = [
  {
    name: 'append-one',
    work: 'append, 1 caller, worker thread',
    group: 'appends',
    goals: [
      atLeast(0.5, 'append-one.rate', 'raw-one.rate', 'raw'),
      atMost(2, 'append-one.p99', 'raw-one.p99', 'raw at the 99th percentile'),
    ],
    shows: [rate('append-one'), ...times('append-one'), rate('raw-one', 'raw'), ['raw-one.p99', 'ms', 'p99']],
    peers: 'append-one',
  },
  {
    name: 'append-one-same-thread',
    work: 'append, 1 caller, same thread',
    group: 'appends',
    goals: [atLeast(0.75, 'append-one-same-thread.rate', 'raw-one.rate', 'raw')],
    shows: [rate('append-one-same-thread'), ...times('append-one-same-thread')],
  },
  {
    name: 'append-16',
    work: 'append, 16 callers',
    group: 'appends',
    goals: [
      atLeast(5, 'append-16.rate', 'raw-one.rate', 'raw with one commit each'),
      atLeast(2.8, 'raw-postgresql.ours.append-16.rate', 'raw-postgresql.append-16.rate', 'raw PostgreSQL with 16'),
    ],
    shows: [rate('append-16'), ...times('append-16')],
    peers: 'append-16',
  },
  {
    name: 'append-256',
    work: 'append, 256 callers',
    group: 'appends',
    goals: [
      atLeast(8, 'append-256.rate', 'raw-one.rate', 'raw with one commit each'),
      no(5, 'ms', 'append-256.loop', 'event loop delay p99'),
    ],
    shows: [rate('append-256'), ...times('append-256')],
  },
  {
    name: 'append-10',
    work: 'append of 10',
    group: 'appends',
    goals: [atLeast(0.8, 'append-10.rate', 'raw-ten.rate', 'raw')],
    shows: [rate('append-10'), ...times('append-10'), rate('raw-ten', 'raw')],
    peers: 'append-10',
  },
  {
    name: 'append-100',
    work: 'append of 100',
    group: 'appends',
    goals: [atLeast(0.9, 'append-100.rate', 'raw-hundred.rate', 'raw')],
    shows: [rate('append-100'), ...times('append-100'), rate('raw-hundred', 'raw')],
    peers: 'append-100',
  },
  {
    name: 'hot-stream',
    work: 'one hot stream, 16 callers, no conflict',
    group: 'appends',
    goals: [atLeast(0.9, 'hot-stream.rate', 'append-16.rate', 'the 16-caller rate')],
    shows: [rate('hot-stream')],
  },
  {
    name: 'read-stream',
    work: 'read a stream of 1,000, everything parsed',
    group: 'reads',
    goals: [atLeast(1.1, 'read-stream.rate', 'raw-stream.rate', 'raw with one parse each')],
    shows: [rate('read-stream'), rate('raw-stream', 'raw')],
    peers: 'read-stream',
  },
  {
    name: 'catch-up',
    work: 'catch-up, bodies read',
    group: 'reads',
    goals: [atLeast(1.4, 'catch-up.rate', 'raw-all.rate', 'raw with one parse each')],
    shows: [rate('catch-up'), rate('raw-all', 'raw')],
    peers: 'catch-up',
  },
  {
    name: 'catch-up-types',
    work: 'catch-up, two of four types',
    group: 'reads',
    goals: [atLeast(2.3, 'catch-up-types.rate', 'raw-all.rate', 'raw with one parse each')],
    shows: [rate('catch-up-types'), rate('raw-all', 'raw')],
  },
  {
    name: 'live-projection',
    work: 'live projection, exactly once, page 500',
    group: 'reads',
    goals: [atLeast(2.3, 'live-projection.rate', 'raw-projection.rate', 'raw projection')],
    shows: [rate('live-projection'), rate('raw-projection', 'raw')],
  },
  {
    name: 'rebuild-open',
    work: 'rebuild, open items per party',
    group: 'reads',
    goals: [atLeast(0.8, 'rebuild-open.rate', 'raw-statement.rate', 'one SQL statement')],
    shows: [rate('rebuild-open'), rate('raw-statement', 'the statement')],
  },
  {
    name: 'rebuild-rows',
    work: 'rebuild with one row per obligation',
    group: 'installed',
    goals: [atMost(3, 'rebuild-rows.s', 'raw-rows.s', 'bulk insert and one pass')],
    shows: [
      ['rebuild-rows.s', 's', ''],
      ['raw-rows.s', 's', 'raw'],
      ['rebuild-rows.cpu', 's', 'processor time'],
    ],
  },
  {
    name: 'kurrentdb',
    work: 'KurrentDB adapter: append with 16',
    group: 'kurrentdb',
    goals: [atLeast(0.9, 'kurrentdb-append-16.rate', 'kurrentdb-bare-append-16.rate', 'the bare client on the same path')],
    shows: [rate('kurrentdb-append-16'), ...times('kurrentdb-append-16'), rate('kurrentdb-bare-append-16', 'bare')],
  },
  {
    name: 'kurrentdb-mirror',
    work: 'KurrentDB catch-up: a mirror of the whole log, from nothing',
    group: 'kurrentdb',
    goals: [atLeast(0.85, 'kurrentdb-mirror.rate', 'kurrentdb-bare-catch-up.rate', 'a bare subscription')],
    shows: [rate('kurrentdb-mirror'), rate('kurrentdb-bare-catch-up', 'bare')],
  },
  {
    name: 'kurrentdb-rebuild',
    work: 'KurrentDB: open items per party, from the mirror',
    group: 'kurrentdb',
    goals: [atLeast(0.9, 'kurrentdb-mirror-rebuild.rate', 'kurrentdb-embedded-rebuild.rate', 'the same from the embedded log')],
    shows: [rate('kurrentdb-mirror-rebuild'), rate('kurrentdb-embedded-rebuild', 'embedded')],
  },
  {
    name: 'open',
    work: 'open after kill -9, no scan of the log',
    group: 'opening',
    goals: [within(200, 'ms', 'open.ms', 'takes'), no(1.5, '×', 'open.flat', 'with a hundred times the events')],
  },
  {
    name: 'rebuild-memory',
    work: 'memory of a rebuild',
    group: 'installed',
    goals: [no(150, 'MiB', 'rebuild-all.memory', 'above idle')],
  },
];
