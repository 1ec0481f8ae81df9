import { parentPort, workerData } from 'node:worker_threads';
import { connect, settingsOf } from '../src/sqlite/connection.ts';

parentPort?.postMessage(settingsOf(connect(String(workerData), 'writing')));
