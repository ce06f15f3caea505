/** A thousand replica sets with a handful of settings are a handful of rules, and the real promtool takes them. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { fleetOf } from '../../bench/fleet';
import { createMixin, renderPrometheusRules, toYaml, type AlertName } from '../../lib';
import { requireTool } from './tools';

const { ruleGroups } = createMixin(fleetOf(1_000));

test('1,000 replica sets with three distinct settings have fewer than 60 rules', () => {
  const rules = ruleGroups.flatMap((group) => group.rules);

  expect(rules.length).toBeGreaterThan(20);
  expect(rules.length).toBeLessThan(60);
});

test('each of them is covered by every alert that its number of workers allows, in one rule of it', () => {
  const fleet = fleetOf(1_000);
  const replicaSets = fleet.replicaSets ?? [];
  const { alerts } = createMixin({ ...fleet, watchUnlisted: false });
  const covered = (alert: AlertName): readonly string[] =>
    alerts
      .filter(({ name }) => name === alert)
      .flatMap(({ scope }) => scope.subjects)
      .sort();
  const all = replicaSets.map(({ name }) => name).sort();
  // Fewer workers than one are none, which OrchestratorNoWorkers tells.
  const several = replicaSets
    .filter(({ workers }) => workers !== 1)
    .map(({ name }) => name)
    .sort();

  expect(covered('OrchestratorTargetDown')).toEqual(all);
  expect(covered('OrchestratorNoWorkers')).toEqual(all);
  expect(covered('OrchestratorWorkerMismatch')).toEqual(several);
  expect(several.length).toBeLessThan(all.length);
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
