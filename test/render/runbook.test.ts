import { createMixin, renderFiles, renderRunbook, type MonitoringProps } from '../../lib';

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
