import { describe, expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { settingsFrom } from '../../apps/dutybook/src/settings.ts';

interface Service {
  readonly environment?: Readonly<Record<string, string | number>>;
  readonly depends_on?: Readonly<Record<string, unknown>>;
  readonly volumes?: readonly string[];
  readonly secrets?: readonly string[];
}
interface Compose {
  readonly services: Readonly<Record<string, Service>>;
  readonly volumes: Readonly<Record<string, unknown>>;
  readonly secrets: Readonly<Record<string, unknown>>;
}

const fileOf = (name: string) => readFileSync(new URL(`../../infra/cluster/${name}`, import.meta.url), 'utf8');
const compose: Compose = parse(fileOf('compose.yaml'), { merge: true });
const services = Object.entries(compose.services);
const processes = services.filter(([, { environment }]) => environment?.['DUTYBOOK_RUN'] !== undefined);

/** As Dutybook reads them, but for the secret that only the cluster has. */
const settingsOf = ({ environment = {} }: Service) => {
  const { DUTYBOOK_VAULT_FILE: _secret, ...env } = environment;
  const texts = Object.entries(env).map(([name, value]) => [name, String(value)]);
  return settingsFrom([], {
    ...Object.fromEntries(texts),
    DUTYBOOK_DATA: '/var/lib/dutybook',
    DUTYBOOK_VAULT: 'postgresql://dutybook@postgres/dutybook?sslmode=disable',
    NODE_ENV: 'production',
  });
};

describe('the cluster of infra', () => {
  test('runs two processes of each kind, each with what Dutybook takes', () => {
    const run = processes.map(([name, service]) => [name.split('-')[0], settingsOf(service).run]);
    expect(run).toEqual(['api', 'web', 'worker'].flatMap((part) => Array.from({ length: 2 }, () => [part, [part]])));
  });

  test('has an address of its own for every process, and the one in front calls those that answer people and systems', () => {
    const ports = processes.map(([, service]) => settingsOf(service).port);
    expect(new Set(ports).size).toBe(processes.length);
    const called = [...fileOf('haproxy.cfg').matchAll(/server ((?:api|web)-\d) 127\.0\.0\.1:(\d+)/g)];
    const doors = processes.filter(([name]) => !name.startsWith('worker'));
    expect(called.map(([, name, port]) => [name, Number(port)])).toEqual(
      doors.map(([name, service]) => [name, settingsOf(service).port]),
    );
  });

  test('lets nobody outside this machine in, while there are no accounts', () => {
    expect(JSON.stringify(compose)).not.toMatch(/"0\.0\.0\.0|"ports":\["\d+:/);
    expect(compose.services['front']).toMatchObject({ ports: ['127.0.0.1:8080:8080'] });
  });

  test('names only volumes, secrets and services that there are', () => {
    for (const [, { volumes = [], secrets = [], depends_on = {} }] of services) {
      const named = volumes.map((volume) => volume.split(':')[0] ?? '').filter((volume) => !volume.startsWith('.'));
      expect(Object.keys(compose.volumes)).toEqual(expect.arrayContaining(named));
      expect(Object.keys(compose.secrets)).toEqual(expect.arrayContaining([...secrets]));
      expect(Object.keys(compose.services)).toEqual(expect.arrayContaining(Object.keys(depends_on)));
    }
  });

  test('keeps what every process knows in a folder that no other has', () => {
    const folders = processes.map(([, { volumes = [] }]) => volumes.find((volume) => volume.endsWith(':/var/lib/dutybook')));
    expect(new Set(folders).size).toBe(processes.length);
  });
});
