import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { mkdir } from 'node:fs/promises';
import { pino } from 'pino';
import { HeldClock } from '#event-store';
import { strictAdapter } from '../../api/src/strict.ts';
import { AppModule } from './app.module.ts';
import { lawFrom } from './law.ts';
import { laySamples } from './sample.ts';
import { settingsFrom, WrongSetting, type Settings } from './settings.ts';
import { Watch } from './watch.ts';

/** Exit code of a start that was refused: EX_CONFIG of sysexits. */
const CANNOT_START = 78;

async function start(): Promise<void> {
  const settings = settingsFrom(process.argv.slice(2), process.env);
  if (!settings.readOnly) await makeFolder(settings.data);
  const law = await lawFrom(settings.rulebook);
  const clock = new HeldClock();
  if (settings.clockFromParent) obeyParent(clock);
  // A person at a terminal is shown what went wrong; whatever else reads our output gets a line for every answer, with its reference.
  const log = pino({ level: process.env['DUTYBOOK_LOG'] ?? (process.stdout.isTTY ? 'warn' : 'info') });
  const app = await NestFactory.create<NestFastifyApplication>(
    AppModule.on({ settings, clock, law }),
    strictAdapter({ log }),
    // What keeps it from starting is said below, in a line.
    { logger: false, abortOnError: false },
  );
  app.useLogger(['error', 'fatal', 'warn']);
  app.enableShutdownHooks();
  if (!settings.readOnly) app.get(Watch).close = () => app.close();
  await app.init();
  if (settings.sample) await laySamples(app, clock);
  await listen(app, settings);
  announce(await app.getUrl(), settings);
}

async function listen(app: NestFastifyApplication, { port, host }: Settings): Promise<void> {
  try {
    await app.listen(port, host);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE')
      throw new WrongSetting(`Something else listens on port ${port} already. Choose another: npm start -- --port ${port + 1}`);
    throw error;
  }
}

async function makeFolder(data: string): Promise<void> {
  try {
    await mkdir(data, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw new WrongSetting(`The folder for what is recorded cannot be made: ${error instanceof Error ? error.message : data}.`);
  }
}

/** The program that started us sets the time, and we end when it does. */
function obeyParent(clock: HeldClock): void {
  process.on('message', (message: { clock?: string }) => {
    if (message.clock === undefined) return;
    clock.at = message.clock;
    process.send?.({ clock: message.clock });
  });
  process.on('disconnect', () => process.kill(process.pid, 'SIGTERM'));
}

function announce(url: string, { data, log, run, readOnly }: Settings): void {
  process.send?.({ ready: url });
  const kept = log.startsWith('sqlite:')
    ? `What is recorded is kept in ${data}.`
    : `What is recorded is kept on the cluster, and a copy of it in ${data}.`;
  const hasDoor = run.includes('api') || run.includes('web');
  const addresses = run.includes('api') ? `  (API: ${url}/v1)` : '';
  console.log(hasDoor ? `\n  Dutybook is at ${url}${addresses}` : `\n  Dutybook works here; how far it is: ${url}/health/ready`);
  console.log(readOnly ? `  It shows what is in ${data}, and records nothing.` : `  ${kept}`);
  if (hasDoor)
    console.log('  There are no accounts yet: it listens on this machine only, and whoever sits here chooses as whom they act.');
  console.log();
}

start().catch((error: Error & { code?: string }) => {
  const known =
    error instanceof WrongSetting ||
    [
      'CannotOpenLog',
      'CannotOpenVault',
      'VaultUnavailable',
      'StoreUnavailable',
      'StoreDamaged',
      'StoreFull',
      'CannotSign',
      'NotTheLogSigned',
    ].includes(error.code ?? '');
  console.error(known ? `dutybook: ${error.message}` : error);
  process.exit(known ? CANNOT_START : 1);
});
