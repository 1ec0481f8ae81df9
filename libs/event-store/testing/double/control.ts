/** Lets a test script a double that runs in a process of its own: one line of JSON per command over a loopback HTTP port. */
import { createServer, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import type { Double, Standing } from './double.ts';
import { addressOf, type Cut } from './link.ts';
import type { Refusal, Rule } from './script.ts';
import type { Misleading } from './subscribing.ts';

/** What a double can be told to do, by name. What a command gives is written as JSON. */
export const commands = {
  fault: (double: Double, rule: Rule) => double.script.add(rule),
  clear: (double: Double) => double.script.clear(),
  befell: (double: Double) => double.script.befell,
  cut: (double: Double, how: Exclude<Cut, 'freeze'>) => double.link.cut(how),
  cutAfter: (double: Double, { how, bytes }: { how: Cut; bytes: number }) => double.link.cutAfter(how, bytes),
  freeze: (double: Double) => double.link.freeze(),
  thaw: (double: Double) => double.link.thaw(),
  goAway: (double: Double, ms: number) => double.goAway(ms),
  drop: (double: Double, how: Refusal) => double.dropSubscriptions(how),
  fallBehind: (double: Double) => double.subscriptions.fallBehind(),
  mislead: (double: Double, how: Misleading | undefined) => void (double.subscriptions.misleading = how),
  stand: (double: Double, standing: Standing) => void (double.standing = standing),
  system: (double: Double, count: number) => {
    for (let n = 0; n < count; n++) double.records.system('$>');
  },
  truncate: (double: Double, position: number) => double.records.truncate(position).map(({ id, stream }) => ({ id, stream })),
  counts: (double: Double) => ({
    events: double.records.all.filter(({ stream }) => !stream.startsWith('$')).length,
    subscriptions: double.subscriptions.count,
    connections: double.link.connections,
  }),
} as const;

export type Commands = typeof commands;

/** Opens the channel on a port of its own, and gives the port. */
export async function controlled(double: Double): Promise<number> {
  const server = createServer((request, response) => {
    void told(double, request).then(
      (answer) => response.end(JSON.stringify(answer ?? null)),
      (error: unknown) => response.writeHead(400).end(String(error)),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return addressOf(server).port;
}

async function told(double: Double, request: IncomingMessage): Promise<unknown> {
  const name = (request.url ?? '').slice(1);
  const command: ((double: Double, argument: never) => unknown) | undefined = Object.entries(commands).find(
    ([each]) => each === name,
  )?.[1];
  if (command === undefined) throw new Error(`there is no command ${name}`);
  const body = await text(request);
  return Reflect.apply(command, undefined, [double, body === '' ? undefined : JSON.parse(body)]);
}
