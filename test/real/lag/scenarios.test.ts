/**
 * PostgreSQL, the exporter, Prometheus and the rendered rules, all real and with their default intervals, on databases that are moved as the library and
 * its faults would move them: each alert fires where it should, within three minutes, and none elsewhere. And the queries on a large database.
 */
import { createMixin, renderPrometheusRules, toYaml } from '../../../lib';
import { databaseQueries } from '../../../lib/orchestrator';
import { DATABASE_ROLE } from '../../../lib/render';
import { startConfigured } from '../prometheus-process';
import { Teardown } from '../server-process';
import { findTool, requireTool } from '../tools';
import {
  EXPORTER,
  LAG_PROPS,
  POSTGRES,
  startExporter,
  startPostgres,
  type RunningPostgres,
  type Session,
} from './postgres-process';
import { FAULT, LAG_SCENARIOS, type LagScenario } from './scenario';
import { LARGE_STORE } from './statements';

jest.setTimeout(900_000);

/** Seconds that a fault lasts: three minutes in which it must be reported, and somewhat more for what would fire wrongly. */
const LASTS = 240;

/** When each alert began to fire in a scenario, in seconds after the fault. */
type Firings = Readonly<Record<string, number>>;

/** Lets a scenario run in its database. What a slow machine leaves out is made up for. */
function play(
  { name, second }: LagScenario,
  postgres: RunningPostgres,
): { readonly to: (now: number) => void; readonly sessions: readonly Session[] } {
  const [appender, workers, fault] = [postgres.session(name), postgres.session(name), postgres.session(name)];
  let next = 0;
  return {
    sessions: [appender, workers, fault],
    to: (now) => {
      for (; next <= now; next += 1) {
        const { appended = '', handled = [], fault: caused } = second(next);
        if (appended !== '') {
          appender.run(appended);
        }
        handled.forEach((statement) => {
          workers.run(statement);
        });
        if (caused !== undefined) {
          fault.run(caused);
        }
      }
    },
  };
}

async function playAll(): Promise<ReadonlyMap<string, Firings>> {
  const teardown = new Teardown();
  try {
    const postgres = await startPostgres();
    teardown.add(postgres.stop);
    const targets: { targets: string[]; labels: { scenario: string } }[] = [];
    for (const { name, props, setup } of LAG_SCENARIOS) {
      await postgres.create(name, props);
      await postgres.sql(name, setup.join(';\n'));
      const exporter = await startExporter(postgres, name, props);
      teardown.add(exporter.stop);
      targets.push({ targets: [exporter.address], labels: { scenario: name } });
    }
    const mixin = createMixin({ ...LAG_PROPS, aggregateBy: ['scenario'] });
    const { scrapeInterval, evaluationInterval } = mixin.config;
    const prometheus = await startConfigured(
      findTool('prometheus')!,
      toYaml({
        global: { scrape_interval: scrapeInterval, evaluation_interval: evaluationInterval },
        rule_files: ['rules.yaml'],
        scrape_configs: [{ job_name: LAG_PROPS.database.selector.job, static_configs: targets }],
      }),
      { 'rules.yaml': toYaml(renderPrometheusRules(mixin.ruleGroups)) },
    );
    teardown.add(prometheus.stop);
    const plays = LAG_SCENARIOS.map((scenario) => play(scenario, postgres));
    plays.forEach(({ sessions }) => {
      sessions.forEach((session) => {
        teardown.add(session.stop);
      });
    });
    const started = Date.now();
    const elapsed = (): number => (Date.now() - started) / 1_000;
    while (elapsed() < FAULT + LASTS) {
      plays.forEach(({ to }) => {
        to(Math.floor(elapsed()));
      });
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
    expect(plays.flatMap(({ sessions }) => sessions.map((session) => session.complaints())).join('')).toBe('');
    const from = Math.floor(started / 1_000);
    const { result } = await prometheus.api<{
      result: { metric: Record<string, string>; values: [number, string][] }[];
    }>(
      `/api/v1/query_range?query=${encodeURIComponent('max by (scenario, alertname) (ALERTS{alertstate="firing"})')}&start=${from}&end=${from + FAULT + LASTS}&step=5`,
    );
    const of = (name: string): Firings =>
      Object.fromEntries(
        result
          .filter(({ metric }) => metric['scenario'] === name)
          .map(({ metric, values }) => [metric['alertname']!, values[0]![0] - from - FAULT]),
      );
    return new Map(LAG_SCENARIOS.map(({ name }) => [name, of(name)]));
  } finally {
    await teardown.run();
  }
}

requireTool(EXPORTER)('scenarios of lag', () => {
  let firings: ReadonlyMap<string, Firings>;
  beforeAll(async () => {
    firings = await playAll();
    const rows = [...firings].map(([name, alerts]) => {
      const words = Object.entries(alerts).map(([alert, seconds]) => `${alert} after ${seconds} s`);
      return `${name.padEnd(22)} ${words.join(', ') || 'nothing'}`;
    });
    process.stderr.write(`${rows.join('\n')}\n`);
  });

  test.each(LAG_SCENARIOS.map(({ name, fires }) => ({ name, fires })))('$name: $fires', ({ name, fires }) => {
    expect(Object.keys(firings.get(name)!).sort()).toEqual([...fires].sort());
  });

  test.each(LAG_SCENARIOS.filter(({ fires }) => fires.length > 0).map(({ name }) => name))(
    '%s is reported within three minutes, and not before it begins',
    (name) => {
      const first = Math.min(...Object.values(firings.get(name)!));
      expect(first).toBeGreaterThan(0);
      expect(first).toBeLessThanOrEqual(180);
    },
  );
});

requireTool(POSTGRES)('queries on a large database', () => {
  test('on a million events, 100,000 generations and 200 checkpoints: the role reads by index alone, others no growing table from end to end', async () => {
    const name = 'large';
    const postgres = await startPostgres();
    try {
      await postgres.create(name);
      for (const statement of LARGE_STORE({
        events: 1_000_000,
        generations: 100_000,
        projections: 50,
        partitions: 4,
      })) {
        await postgres.sql(name, statement);
      }
      const listed = { ...LAG_PROPS, replicaSets: [{ name: 'main', projections: ['projection1', 'projection2'] }] };
      const queries = [LAG_PROPS, listed].flatMap((props) => databaseQueries(createMixin(props).config));
      for (const [role, readWhole] of [
        [DATABASE_ROLE, /Seq Scan/],
        // An exporter that has a role of its own.
        ['postgres', /Seq Scan on (events|orchestrator_generations)/],
      ] as const) {
        for (const { name: query, sql } of queries) {
          const plan = (await postgres.sql(name, `EXPLAIN (ANALYZE, TIMING OFF) ${sql}`, role))
            .map(([line]) => line)
            .join('\n');
          expect(`${query} as ${role}: ${plan}`).not.toMatch(readWhole);
          // Compiling the plan would take far longer than running it.
          expect(`${query} as ${role}: ${plan}`).not.toContain('JIT');
          const rows = [
            ...plan.matchAll(/Scan.* on (?:events|orchestrator_generations).*actual rows=(\d+) loops=(\d+)/g),
          ];
          expect(rows.length).toBeGreaterThan(0);
          // Never more than a row at a time out of a million: each is one way down the index.
          expect(rows.map(([, count]) => Number(count)).filter((count) => count > 1)).toEqual([]);
        }
      }
    } finally {
      await postgres.stop();
    }
  });
});
