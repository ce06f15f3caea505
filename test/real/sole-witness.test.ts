/**
 * Every alert earns its place: it is documented, its runbook section is there, and there is a case that it alone reports. The cases are
 * those of the generated tests, amid workers that are well otherwise; the real promtool says what fires with the alert, and without it.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import {
  ALERT_NAMES,
  createMixin,
  createRuleTests,
  formatDuration,
  is,
  oneOf,
  renderPrometheusRules,
  renderRuleTest,
  select,
  toYaml,
  type AlertName,
  type MonitoringProps,
  type RuleTest,
} from '../../lib';
import { withHealthyLife } from './healthy-life';
import { promtoolTests, type RuleTestFiles } from './promtool-tests';
import { requireTool } from './tools';

jest.setTimeout(300_000);

/** Where nobody listed a replica set, none can be missed. */
const UNLISTED: MonitoringProps = {};

/** Three alerts compare with what was listed. */
const LISTED: MonitoringProps = { replicaSets: [{ name: 'orders', workers: 3 }] };

const fleetOf = (alert: AlertName): MonitoringProps =>
  createMixin(UNLISTED).alerts.some(({ name }) => name === alert) ? UNLISTED : LISTED;

/** The cases in which an alert fires, and from when on. */
function firingCases(alert: AlertName): readonly { readonly ruleCase: RuleTest; readonly from: number }[] {
  return createRuleTests(createMixin(fleetOf(alert)))
    .tests.filter(({ subject }) => subject === alert)
    .flatMap((ruleCase) => {
      const [first] = ruleCase.checks.filter((check) => check.kind === 'firing' && check.firing.length > 0);
      return first === undefined ? [] : [{ ruleCase, from: first.at }];
    });
}

/** A case amid healthy workers, with one question about it: it fails, and says what it found, unless nothing is found. */
function asked(ruleCase: RuleTest, props: MonitoringProps, expression: string, at: number): RuleTestFiles {
  const { ruleGroups, config } = createMixin(props);
  const series = withHealthyLife(ruleCase.series, ruleCase.until);
  return {
    rules: toYaml(renderPrometheusRules(ruleGroups)),
    tests: toYaml({
      rule_files: ['rules.yaml'],
      evaluation_interval: config.evaluationInterval,
      tests: [
        {
          ...renderRuleTest({ ...ruleCase, series, checks: [] }),
          promql_expr_test: [{ expr: expression, eval_time: formatDuration(at), exp_samples: [] }],
        },
      ],
    }),
  };
}

/** Names in what a question found. */
const found = (output: string): readonly AlertName[] => [
  ...new Set([...output.matchAll(/alertname="(\w+)"/g)].map(([, name]) => name as AlertName)),
];

interface Witnesses {
  readonly what: string;
  /** Whether the alert fires when it should. */
  readonly fires: boolean;
  /** Alerts that report the same replica set at any time of the case, when this one is disabled. */
  readonly others: readonly AlertName[];
}

/** Who reports each case of an alert. */
async function witnessesOf(alert: AlertName): Promise<readonly Witnesses[]> {
  const props = fleetOf(alert);
  const definition = createMixin(props).alerts.find(({ name }) => name === alert);
  const without: MonitoringProps = { ...props, alerts: { overrides: { [alert]: { enabled: false } } } };
  const cases = firingCases(alert);
  const files = cases.flatMap(({ ruleCase, from }) => {
    const sets = [...new Set(ruleCase.series.flatMap(({ labels }) => labels['replica_set'] ?? []))];
    const firing = [is('alertstate', 'firing'), ...(sets.length === 0 ? [] : [oneOf('replica_set', sets)])];
    // Nobody is told of an information, unless it is one that we ask about.
    const loud = definition?.severity === 'info' ? [] : [{ label: 'severity', op: '!=' as const, value: 'info' }];
    const others = `last_over_time(${select('ALERTS', [...firing, ...loud])}[${formatDuration(ruleCase.until + 1)}])`;
    return [
      asked(ruleCase, props, select('ALERTS', [...firing, is('alertname', alert)]), from),
      asked(ruleCase, without, others, ruleCase.until),
    ];
  });
  const verdicts = await promtoolTests(files);
  return cases.map(({ ruleCase }, index) => ({
    what: ruleCase.name,
    fires: found(verdicts[2 * index]!.output).includes(alert),
    others: found(verdicts[2 * index + 1]!.output),
  }));
}

const page = (name: string): string => readFileSync(join(__dirname, '../../docs', name), 'utf8');

describe('every alert', () => {
  test.each(ALERT_NAMES)(
    '%s is documented: numbers, words, reason, expression, and a section of the runbook',
    (alert) => {
      const [, entry = ''] = page('alerts.md').split(`\n### ${alert}\n`);
      const [, section = ''] = page('runbook.md').split(`\n## ${alert}\n`);
      const [own = ''] = entry.split(/\n##+ /);
      const [instructions = ''] = section.split(/\n## /);

      expect(own).toMatch(/\*\*Says:\*\* .{40,}/);
      expect(own).toMatch(/\*\*Why:\*\* .{40,}/);
      expect(own).toMatch(/```promql\n/);
      expect(own).toContain(`(runbook.md#${alert.toLowerCase()})`);
      expect(instructions).toMatch(/meaning/i);
      expect(instructions).toMatch(/impact/i);
      expect(instructions.match(/^ *(\d+\.|-) /gm)?.length ?? 0).toBeGreaterThan(1);
    },
  );
});

requireTool('promtool')('every alert, and who else would report', () => {
  test.each(ALERT_NAMES)('%s alone reports one of its cases', async (alert) => {
    const witnesses = await witnessesOf(alert);

    expect(witnesses.filter(({ fires, others }) => fires && others.length === 0).map(({ what }) => what)).not.toEqual(
      [],
    );
  });

  test('a case that others report is told from one that they do not', async () => {
    const witnesses = await witnessesOf('OrchestratorWorkersExiting');
    const restless = witnesses.find(({ what }) => what === 'workers that restart all the time are down for a while');

    expect(restless?.fires).toBe(true);
    expect(restless?.others).toEqual(expect.arrayContaining(['OrchestratorWorkerCrashLoop', 'OrchestratorTargetDown']));
  });
});
