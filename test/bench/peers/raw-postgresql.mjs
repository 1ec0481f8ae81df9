import pg from 'pg';

const PAGE = 1000;

/** The limit of whatever stands on PostgreSQL: one table, one index, one statement for each append. */
export async function open({ url }) {
  const pool = new pg.Pool({ connectionString: url, max: 16 });
  await pool.query(`CREATE TABLE raw_events (
    pos BIGSERIAL PRIMARY KEY, stream TEXT NOT NULL, revision INTEGER NOT NULL, type TEXT NOT NULL, id UUID NOT NULL,
    recorded_at TIMESTAMPTZ NOT NULL DEFAULT now(), data JSONB NOT NULL, UNIQUE (stream, revision))`);
  const pages = async (name, text, values) => {
    let read = 0;
    for (let last = -1; ;) {
      const { rows } = await pool.query({ name, text, values: [...values, last, PAGE] });
      if (rows.length === 0) return read;
      read += rows.length;
      last = rows.at(-1).place;
    }
  };
  return {
    append: (stream, expected, events) =>
      pool.query({
        name: 'append',
        text: `INSERT INTO raw_events (stream, revision, type, id, data)
          SELECT $1, $2 + n, type, id, data FROM unnest($3::text[], $4::uuid[], $5::jsonb[]) WITH ORDINALITY AS e(type, id, data, n)`,
        values: [
          stream,
          expected,
          events.map(({ type }) => type),
          events.map(({ id }) => id),
          events.map(({ data }) => JSON.stringify(data)),
        ],
      }),
    readStream: (stream) =>
      pages(
        'stream',
        'SELECT *, revision AS place FROM raw_events WHERE stream = $1 AND revision > $2 ORDER BY revision LIMIT $3',
        [stream],
      ),
    readAll: () => pages('all', 'SELECT *, pos AS place FROM raw_events WHERE pos > $1 ORDER BY pos LIMIT $2', []),
    close: () => pool.end(),
  };
}
