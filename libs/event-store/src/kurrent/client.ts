import { createRequire } from 'node:module';
import type * as Client from '@eventstore/db-client';

const load = createRequire(import.meta.url);

/** The cluster's client, loaded where there is a cluster: it takes a tenth of a start, and most installations have none. */
export const client = () => load('@eventstore/db-client') as typeof Client;
