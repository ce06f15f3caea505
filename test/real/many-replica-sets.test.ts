/** What there is for a thousand replica sets is what there is for one, but for the numbers of workers that are expected. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { fleetOf } from '../../bench/fleet';
import { createMixin, renderGrafanaDashboard, renderPrometheusRules, toYaml, type ReplicaSetProps } from '../../lib';
import type { AlertName } from '../../lib/orchestrator';
import { requireTool } from './tools';

const { ruleGroups } = createMixin(fleetOf(1_000));

test('1,000 replica sets with five distinct settings have at most 62 rules', () => {
  const rules = ruleGroups.flatMap((group) => group.rules);

  expect(rules.length).toBeGreaterThan(20);
  expect(rules.length).toBeLessThanOrEqual(62);
});

/** Rules and dashboards of a fleet in which nothing but the number of workers differs. */
function sizesOf(replicaSets: number, workersOf: (name: string) => NonNullable<ReplicaSetProps['workers']>) {
  const { ruleGroups: groups, dashboards } = createMixin({
    replicaSets: Array.from({ length: replicaSets }, (_, index) => `projections-${String(index)}`).map((name) => ({
      name,
      workers: workersOf(name),
    })),
  });
  const { groups: rendered } = renderPrometheusRules(groups);
  const isExpectation = (record: unknown): boolean => String(record).startsWith('job:orchestrator_workers_expected:');
  return {
    alerts: groups.flatMap(({ rules }) => rules).filter(({ kind }) => kind === 'alert').length,
    rules: JSON.stringify(
      rendered.map((group) => ({ ...group, rules: group.rules.filter(({ record }) => !isExpectation(record)) })),
    ),
    expectations: rendered.flatMap(({ rules }) => rules).filter(({ record }) => isExpectation(record)).length,
    dashboards: dashboards.map((dashboard) => JSON.stringify(renderGrafanaDashboard(dashboard))),
  };
}

/** What differs, by name: nobody would read whole rules and dashboards. */
function partsThatDiffer(one: ReturnType<typeof sizesOf>, other: ReturnType<typeof sizesOf>): readonly string[] {
  const partsOf = ({ dashboards, ...rest }: typeof one): readonly (readonly [string, unknown])[] =>
    Object.entries({ ...rest, ...Object.fromEntries(dashboards.entries()) });
  const others = new Map(partsOf(other));
  return partsOf(one).flatMap(([name, part]) => (part === others.get(name) ? [] : [name]));
}

test.each<[string, (name: string) => NonNullable<ReplicaSetProps['workers']>]>([
  ['numbers', () => 3],
  ['ranges', () => ({ min: 2, max: 5 })],
  ['workloads', (deployment) => ({ deployment, namespace: 'shop' })],
])(
  'rules and dashboards for 1, 100 and 1,000 replica sets are the same to the byte, but for two recorded expectations: %s',
  (_what, workersOf) => {
    const [one, hundred, thousand] = [1, 100, 1_000].map((count) => sizesOf(count, workersOf));

    expect(one!.alerts).toBeGreaterThan(15);
    expect(one!.expectations).toBe(2);
    expect(partsThatDiffer(thousand!, hundred!)).toEqual([]);
    // One tile of few replica sets is laid out in another way than tiles of many: nothing else.
    const layout = ',"orientation":"horizontal","wideLayout":false';
    const oneAsMany = { ...one!, dashboards: one!.dashboards.map((dashboard) => dashboard.replace(layout, '')) };
    expect(partsThatDiffer(oneAsMany, hundred!)).toEqual([]);
  },
);

test('each of them is covered by every alert', () => {
  const fleet = fleetOf(1_000);
  const replicaSets = fleet.replicaSets ?? [];
  const { alerts } = createMixin({ ...fleet, watchUnlisted: false });
  const covered = (alert: AlertName): readonly string[] =>
    alerts
      .filter(({ name }) => name === alert)
      .flatMap(({ scope }) => scope.subjects)
      .sort();
  const all = replicaSets.map(({ name }) => name).sort();
  expect(covered('OrchestratorTargetDown')).toEqual(all);
  expect(covered('OrchestratorNoWorkers')).toEqual(all);
  expect(covered('OrchestratorWorkerMismatch')).toEqual(all);
});

requireTool('promtool')('the rules of 1,000 replica sets', () => {
  test('are accepted by promtool', () => {
    const folder = mkdtempSync(join(tmpdir(), 'many-replica-sets-'));
    try {
      const file = join(folder, 'rules.yaml');
      writeFileSync(file, toYaml(renderPrometheusRules(ruleGroups)));
      const { status, stdout, stderr } = spawnSync('promtool', ['check', 'rules', '--lint=all', '--lint-fatal', file], {
        encoding: 'utf8',
      });

      expect({ status, output: stdout + stderr }).toEqual({ status: 0, output: expect.stringContaining('SUCCESS') });
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
