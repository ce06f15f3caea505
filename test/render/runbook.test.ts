import {
  createMixin,
  labelValue,
  renderFiles,
  renderRunbook,
  text,
  value,
  type MonitoringProps,
  type Text,
} from '../../lib';

/** A fleet with two replica sets, one of which has thresholds of its own. */
const FLEET: MonitoringProps = {
  selector: { job: 'workers', cluster: 'eu' },
  replicaSets: [
    { name: 'orders', workers: 3 },
    {
      name: 'billing',
      workers: 3,
      alerts: { OrchestratorSlowProjection: { threshold: 0.07, for: '2m', severity: 'info' } },
    },
  ],
};

/** The section of an alert, without its heading. */
function sectionOf(props: MonitoringProps, alert: string): string | undefined {
  return renderRunbook(createMixin(props))
    .split(/^## /m)
    .find((section) => section.startsWith(`${alert}\n`));
}

describe('the runbook', () => {
  test('has one section for each alert that there is, in their order', () => {
    const mixin = createMixin({ ...FLEET, alerts: { overrides: { OrchestratorNoWorkers: { enabled: false } } } });
    const headings = [...renderRunbook(mixin).matchAll(/^## (.*)$/gm)].map(([, heading]) => heading);

    expect(headings).toEqual([...new Set(mixin.alerts.map(({ name }) => name))]);
    expect(headings).not.toContain('OrchestratorNoWorkers');
  });

  test("shows the user's own thresholds, for the replica sets that have them", () => {
    const rows = sectionOf(FLEET, 'OrchestratorSlowProjection')!
      .split('\n')
      .filter((line) => line.startsWith('| '));

    expect(rows.slice(2)).toEqual([
      expect.stringMatching(/^\| `orders`, all that are not listed \| .* above 80% \| 1m \| .* \| warning \|$/),
      expect.stringMatching(/^\| `billing` \| .* above 7% \| 2m \| .* \| info \|$/),
    ]);
  });

  test("asks with the fleet's own selector", () => {
    const section = sectionOf(FLEET, 'OrchestratorTargetDown')!;

    expect(section).toContain('   ```promql\n   up{job="workers",cluster="eu"} == 0\n   ```\n');
    expect(renderRunbook(createMixin(FLEET))).not.toContain('projection-workers');
  });

  test("asks the database of the fleet's own tables", () => {
    const section = sectionOf(
      {
        database: {
          exporter: 'postgres_exporter',
          selector: { job: 'database' },
          tables: { workers: 'Shop.Workers', generations: 'shop.generations' },
        },
      },
      'OrchestratorPartitionUnowned',
    )!;

    expect(section).toContain(
      '   ```sql\n   SELECT replica_set, partition_key, state, now() - last_heartbeat AS silent FROM "Shop"."Workers" w\n' +
        '   WHERE generation_id = (SELECT id FROM "shop"."generations" g ',
    );
  });

  test('names a few of many replica sets', () => {
    const replicaSets = Array.from({ length: 14 }, (_, index) => ({
      name: `set-${index}`,
      alerts: { OrchestratorWorkerMismatch: { threshold: 1 } },
      workers: 2,
    }));
    const section = sectionOf({ replicaSets }, 'OrchestratorWorkerMismatch')!;

    expect(section).toContain(
      '| `set-0`, `set-1`, `set-2`, `set-3`, `set-4`, `set-5`, `set-6`, `set-7`, `set-8`, `set-9`, 4 more |',
    );
  });

  test('a name cannot break the table', () => {
    const section = sectionOf(
      { replicaSets: [{ name: 'a|b`c', workers: 2, alerts: { OrchestratorWorkerMismatch: { threshold: 1 } } }] },
      'OrchestratorWorkerMismatch',
    )!;

    expect(section).toContain('| ``` a\\|b`c ``` |'.replace(/```/g, '``'));
  });

  test('has all its parts in every section', () => {
    for (const section of renderRunbook(createMixin(FLEET)).split(/^## /m).slice(1)) {
      expect(section).toMatch(
        /^Orchestrator\w+\n\n_.+_\n\n\| .*\*\*Meaning\.\*\* .*\*\*Impact\.\*\* .*\*\*Diagnosis\.\*\*\n\n1\. .*\*\*Fix\.\*\*\n\n- /s,
      );
    }
  });
});

test('what an alert of a user’s own says nothing about is left out', () => {
  const runbook = renderRunbook(
    createMixin({ extend: { alerts: [{ name: 'Mine', expression: 'up{$targets}', summary: 'X.' }] } }),
  );
  const [, section = ''] = runbook.split('## Mine');

  expect(section).toContain('**Diagnosis.**\n\n1. What does the alert look at?');
  expect(section).not.toMatch(/Meaning|Impact|Fix/);
});

describe('a summary of a user’s own', () => {
  const own = (summary: string | Text): string | undefined =>
    sectionOf({ extend: { alerts: [{ name: 'Mine', expression: 'up{$targets}', summary }] } }, 'Mine')?.split('\n')[2];

  test.each<[string, string | Text, string]>([
    ['a label', 'Pod {{ $labels.pod_name }}', '_Pod `pod_name`_'],
    ['a label of a text', text`Pod ${labelValue('pod_name')}`, '_Pod `pod_name`_'],
    ['a label without spaces', 'Pod {{$labels.pod_name}}', '_Pod `pod_name`_'],
    ['a label by its other names', '{{ .Labels.a_b }} {{- index $labels "c_d" -}} e', '_`a_b` `c_d` e_'],
    ['a label that is changed', 'Pod {{ $labels.pod_name | toUpper }}', '_Pod `pod_name`_'],
    ['the value', '{{ $value }} waits', '_`value` waits_'],
    ['the value with a format', '{{ $value | humanize }}, {{ printf "%.2f" $value }}', '_`value`, `value`_'],
    ['the value of a text', text`${value()}, ${value('humanizeDuration')}`, '_`value`, `value`_'],
    ['a brace', text`{{a_b}}`, '_{{a\\_b}}_'],
    ['braces in a string', '{{ "}}" }} a_b', '_`{{ "}}" }}` a\\_b_'],
    ['what decides', '{{ if gt $value 1.0 }}many{{ end }}', '_{{ if gt $value 1.0 }}many{{ end }}_'],
    ['what names', '{{ $x := $labels.a_b }}{{ $x }}', '_{{ $x := $labels.a\\_b }}{{ $x }}_'],
    ['one beside another', '{{ $labels.a }}{{ $labels.b }}', '_`a` `b`_'],
    ['several in one', '{{ printf "%s/%s" $labels.a $labels.b }}', '_`{{ printf "%s/%s" $labels.a $labels.b }}`_'],
  ])('is read: %s', (_what, summary, expected) => {
    expect(own(summary)).toBe(expected);
  });

  test('is read in the dashboard, too', () => {
    const dashboards = renderFiles(
      createMixin({
        extend: { alerts: [{ name: 'Mine', expression: 'up{$targets}', summary: 'Pod {{ $labels.pod_name }}' }] },
      }),
    ).filter(({ content }) => content.includes('_Pod `pod_name`_'));

    expect(dashboards.map(({ path }) => path)).toEqual(['RUNBOOK.md', expect.stringMatching(/runbook\.json$/)]);
  });
});

describe('the files', () => {
  const paths = (props: MonitoringProps): string[] => renderFiles(createMixin(props)).map(({ path }) => path);

  test('of the profile hardened have the runbook, the inhibition rules and the rules for Mimir', () => {
    expect(paths(FLEET)).toEqual(
      expect.arrayContaining(['RUNBOOK.md', 'alertmanager/inhibit-rules.yaml', 'mimir/rules.yaml']),
    );
  });

  test('of the profile upstream have none of what the README does not know', () => {
    const added = paths({ profile: 'upstream' }).filter((path) => /^(RUNBOOK|alertmanager|mimir)/.test(path));

    expect(added).toEqual([]);
  });
});
