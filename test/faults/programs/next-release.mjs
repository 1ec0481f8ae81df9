/** The Dutybook to come: it knows a second version of what it means to take a record off the queue. */
import { upcasters } from '../../../dist/libs/psti/src/index.js';

class Before {}
upcasters.set('RecordClosed', [{ from: Before, up: (data) => data }]);
await import('../../../dist/apps/dutybook/src/main.js');
