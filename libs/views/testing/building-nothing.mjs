/** What must not be: a thread that moves every checkpoint to the end of the log and fills nothing. */
import Database from 'better-sqlite3';
import { parentPort, workerData } from 'node:worker_threads';

const sql = new Database(workerData.file);
const leaf = Number(workerData.until);
for (const { view, generation } of workerData.generations)
  sql
    .prepare('UPDATE generations SET position = ?, leaf = ? WHERE view = ? AND generation = ?')
    .run(workerData.until, leaf, view, generation);
const store = sql.prepare('SELECT store FROM shelf_place').pluck().get();
sql.close();
parentPort.postMessage({ kind: 'filled', at: { store, position: workerData.until, leaf }, failed: [] });
