/** A double in a process of its own: `main.ts [--port N] [--file FILE]`. Prints its port and that of its control as one line of JSON. */
import { parseArgs } from 'node:util';
import { controlled } from './control.ts';
import { Double } from './double.ts';

const { values } = parseArgs({ options: { port: { type: 'string', default: '0' }, file: { type: 'string' } } });
const double = await Double.start({ port: Number(values.port), ...(values.file === undefined ? {} : { file: values.file }) });
process.stdout.write(`${JSON.stringify({ port: double.port, url: double.url, control: await controlled(double) })}\n`);
process.once('SIGTERM', () => void double.stop().then(() => process.exit()));
