/**
 * Objectives over thirty days, in Prometheus's own engine: an incident of an hour, read models that were too old for hours, and what both
 * cost of the budgets.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { createMixin, renderPrometheusRules, toYaml } from '../../../lib';
import { findTool, requireTool } from '../tools';

jest.setTimeout(300_000);

const MIXIN = createMixin({
  database: { exporter: 'postgres_exporter', selector: { job: 'database' } },
  evaluationInterval: '5m',
  objectives: [
    { name: 'handled', successRatio: true, target: 0.999 },
    { name: 'fresh', freshness: '30s', target: 0.99 },
  ],
});

const DAY = 1_440;
/** Minutes: an hour in which a tenth of all attempts fails. */
const INCIDENT = 10 * DAY;
/** Minutes: 43 evaluations at which the read model is too old, half of what 30 days allow. */
const OUTDATED = 20 * DAY;
const END = 30 * DAY;

requireTool('promtool')('objectives over thirty days', () => {
  test('budgets, and who is told when', () => {
    const folder = mkdtempSync(join(tmpdir(), 'objectives-'));
    try {
      const groups = MIXIN.ruleGroups.filter(({ name }) => name === 'orchestrator_objectives');
      writeFileSync(join(folder, 'rules.yaml'), toYaml(renderPrometheusRules(groups)));
      const firing = (minute: number, alertname: string, objective: string, fires: boolean) => ({
        expr: `count(ALERTS{alertname="${alertname}",alertstate="firing",objective="${objective}"}) or vector(0)`,
        eval_time: `${minute}m`,
        exp_samples: [{ labels: '{}', value: fires ? 1 : 0 }],
      });
      const left = (minute: number, objective: string, value: number) => ({
        expr: `round(sum(job:orchestrator_objective_budget_left:ratio{objective="${objective}"}), 0.01)`,
        eval_time: `${minute}m`,
        exp_samples: [{ labels: '{}', value }],
      });
      const counter = 'job="projection-workers",instance="a",replica_set="main",projection="orders"';
      const test = {
        rule_files: ['rules.yaml'],
        evaluation_interval: '5m',
        tests: [
          {
            interval: '1m',
            input_series: [
              {
                series: `pupsourcing_orchestrator_events_processed_total{${counter}}`,
                values: `0+100x${INCIDENT} ${INCIDENT * 100 + 90}+90x59 ${INCIDENT * 100 + 5_500}+100x${END - INCIDENT}`,
              },
              {
                series: `pupsourcing_orchestrator_projection_errors_total{${counter}}`,
                values: `0x${INCIDENT} 10+10x59 600x${END - INCIDENT}`,
              },
              {
                series:
                  'pupsourcing_projection_lag_seconds{job="database",replica_set="main",projection="orders",partition="0"}',
                values: `1x${OUTDATED - 1} 100x210 1x${END - OUTDATED}`,
              },
            ],
            promql_expr_test: [
              firing(INCIDENT, 'OrchestratorBudgetBurnsVeryFast', 'handled', false),
              firing(INCIDENT + 5, 'OrchestratorBudgetBurnsVeryFast', 'handled', false),
              // A tenth of errors passes 14.4 times a thousandth over an hour after 8.6 minutes.
              firing(INCIDENT + 10, 'OrchestratorBudgetBurnsVeryFast', 'handled', true),
              firing(INCIDENT + 55, 'OrchestratorBudgetBurnsVeryFast', 'handled', true),
              firing(INCIDENT + 70, 'OrchestratorBudgetBurnsVeryFast', 'handled', false),
              // 6 times over 6 hours after 21.6 minutes; 3 times over a day after 43.2.
              firing(INCIDENT + 20, 'OrchestratorBudgetBurnsFast', 'handled', false),
              firing(INCIDENT + 25, 'OrchestratorBudgetBurnsFast', 'handled', true),
              firing(INCIDENT + 40, 'OrchestratorBudgetBurns', 'handled', false),
              firing(INCIDENT + 45, 'OrchestratorBudgetBurns', 'handled', true),
              firing(INCIDENT + 55, 'OrchestratorBudgetBurnsVeryFast', 'fresh', false),
              // One of 13 evaluations in an hour is less than 14.4 hundredths, two are more.
              firing(OUTDATED, 'OrchestratorBudgetBurnsVeryFast', 'fresh', false),
              firing(OUTDATED + 10, 'OrchestratorBudgetBurnsVeryFast', 'fresh', true),
              firing(OUTDATED + 300, 'OrchestratorBudgetBurnsVeryFast', 'fresh', false),
              // A tenth of an hour is six minutes of the 43.2 that a thousandth of 30 days allows.
              left(INCIDENT, 'handled', 1),
              left(END, 'handled', 0.86),
              left(OUTDATED - 5, 'fresh', 1),
              left(END, 'fresh', 0.5),
            ],
          },
        ],
      };
      writeFileSync(join(folder, 'test.yaml'), toYaml(test));
      const output = execFileSync(findTool('promtool')!, ['test', 'rules', 'test.yaml'], {
        cwd: folder,
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      expect(output).toContain('SUCCESS');
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
