import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { parse } from 'yaml';
import { main, Whole } from '../faults/whole.ts';

const fileOf = (name: string) => readFileSync(new URL(`../../infra/monitoring/${name}`, import.meta.url), 'utf8');

interface Rules {
  readonly groups: readonly {
    readonly rules: readonly { readonly expr: string; readonly annotations: { readonly summary: string } }[];
  }[];
}
interface Dashboard {
  readonly panels: readonly { readonly title: string; readonly targets: readonly { readonly expr: string }[] }[];
}
const alerts: Rules = parse(fileOf('alerts.yml'));
const dashboard: Dashboard = JSON.parse(fileOf('dashboard.json'));
const asked = [
  ...alerts.groups.flatMap(({ rules }) => rules.map(({ expr }) => expr)),
  ...dashboard.panels.flatMap(({ targets }) => targets.map(({ expr }) => expr)),
];
const namesIn = (expr: string) => expr.match(/\b(?:dutybook|nodejs|process)_[a-z0-9_]+/g) ?? [];

describe('what watches Dutybook', () => {
  const backups = mkdtempSync(join(tmpdir(), 'dutybook-backups-'));
  const whole = new Whole(undefined, main, [], { DUTYBOOK_BACKUPS: backups, DUTYBOOK_LOG: 'error' });
  let figures = '';
  beforeAll(async () => {
    await whole.start();
    await fetch(`${whole.url}/health/live`);
    // How old the backups are can be told when there is one.
    for (let tries = 0; tries < 200 && !figures.includes('dutybook_backup_age_seconds'); tries++, await wait(100))
      figures = await (await fetch(`${whole.url}/metrics`)).text();
  }, 60_000);
  afterAll(async () => {
    await whole.clear();
    rmSync(backups, { recursive: true, force: true });
  });

  const told = () => new Set([...figures.matchAll(/^([a-z0-9_]+)(?:\{| )/gm)].map(([, name]) => name));

  test('asks for figures that every process tells, and for those of a cluster by the names they have there', () => {
    const names = told();
    expect(asked.flatMap(namesIn).filter((name) => !names.has(name))).toEqual([]);
  });

  test('finds a figure that nobody tells', () => {
    expect(namesIn('rate(dutybook_log_apends_total[5m]) > 0').filter((name) => !told().has(name))).toHaveLength(1);
  });

  test('never names a party, a person or what was recorded', () => {
    expect(figures).not.toMatch(/kestrel|authority|operator/);
  });
});
