import { parentPort, workerData } from 'node:worker_threads';
import { verifyLog } from '../verify.ts';

/** Verifies the log's file that it is given, and says what it found. */
parentPort?.postMessage(await verifyLog(String(workerData)));
