import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { Running } from '../api/running.ts';

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
  let running: Running;
  let figures: string;
  beforeAll(async () => {
    running = await Running.start();
    await running.send('/health/live');
    figures = (await running.send('/metrics')).text;
  });
  afterAll(() => running.stop());

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
