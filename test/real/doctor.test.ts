/** The doctor before a real Prometheus that scrapes replayed workers. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { toYaml, type MonitoringProps } from '../../lib';
import { Workplace, type Ended } from '../cli/command';
import { decodeRecording, isCompact } from '../scenarios/compact-recording';
import { RECORDINGS, type Recording } from '../scenarios/scenario';
import { startPrometheus, type PrometheusSetup } from './prometheus-process';
import { findTool, requireTool } from './tools';
import { startWorkers } from './worker-exporter';

// A Prometheus starts, scrapes a few times, evaluates a group that is due every three minutes, and is asked some fifty questions. All of the tests
// wait for that at the same time.
jest.setTimeout(420_000);

const PROPS: MonitoringProps = {
  replicaSets: [{ name: 'main', workers: 3 }],
  // More seldom than this Prometheus scrapes: on a busy machine some scrapes fail, and a worker counts while it misses two.
  scrapeInterval: '10s',
  evaluationInterval: '1s',
};

interface Report {
  readonly well: boolean;
  readonly findings: readonly {
    readonly severity: string;
    readonly code: string;
    readonly what: string;
    readonly evidence: readonly string[];
  }[];
  readonly metrics: readonly { readonly name: string; readonly workers: number }[];
  readonly targets: readonly { readonly up: boolean }[];
}

function recording(name: string): Recording {
  const content: unknown = JSON.parse(readFileSync(join(RECORDINGS, `${name}.json`), 'utf8'));
  if (!isCompact(content)) {
    throw new Error(`${name} is no recording`);
  }
  return decodeRecording(content);
}

/**
 * Replays a recording to a Prometheus with a setup of its own, which is given the rules as the built program renders them, and asks the doctor
 * twice: for JSON, and for text.
 */
async function examine(
  name: string,
  setup: (addresses: readonly string[], rules: string) => Partial<PrometheusSetup>,
  props: MonitoringProps = PROPS,
): Promise<{ readonly ended: Ended; readonly report: Report; readonly text: string }> {
  const workplace = new Workplace();
  const workers = await startWorkers(recording(name));
  const { addresses } = workers;
  try {
    workplace.write('fleet.yaml', toYaml(props));
    await workplace.start(['render', '-c', 'fleet.yaml', '-o', 'out', '--only', 'prometheus']);
    const rules = workplace.read('out/prometheus/rules.yaml');
    const own = setup(addresses, rules);
    const prometheus = await startPrometheus(findTool('prometheus') ?? '', {
      job: 'projection-workers',
      targets: addresses,
      rules,
      ...own,
    });
    try {
      await prometheus.until(`count(up) == ${own.targets?.length ?? addresses.length}`);
      // Longer than the scrape interval of the configuration: before that, doctor does not judge whether workers converge.
      await prometheus.until('count(count_over_time(up[1m]) >= 20) == count(up)', 60);
      await prometheus.untilEvaluated();
      const args = ['doctor', '--prometheus', prometheus.url, '--config', 'fleet.yaml'];
      const [ended, { out }] = await Promise.all([workplace.start([...args, '--json']), workplace.start(args)]);
      return { ended, report: JSON.parse(ended.out) as Report, text: out };
    } finally {
      await prometheus.stop();
    }
  } finally {
    await workers.stop();
    workplace.remove();
  }
}

const faults = ({ findings }: Report): readonly string[] =>
  findings.filter(({ severity }) => severity !== 'note').map(({ code }) => code);

requireTool('prometheus')('doctor, before a real Prometheus,', () => {
  test.concurrent('finds no problems where there are none', async () => {
    const { ended, report, text } = await examine('steady', () => ({}));

    expect(faults(report)).toEqual([]);
    expect(report.well).toBe(true);
    expect({ code: ended.code, err: ended.err }).toEqual({ code: 0, err: '' });
    expect(text).toMatch(/\nNo problems found\n$/);
    expect(text).toContain('3 of 3 targets up; replica sets: main\n');
    expect(text).toMatch(/\nevents_processed_total +3 +replica_set, projection +application\n/);
    expect(text.split('\n').filter((line) => line.length > 80)).toEqual([]);
    expect(report.metrics).toHaveLength(13);
  });

  test.concurrent('tells that the stock workers of v1.1.0 never converge, and what that means', async () => {
    const { ended, report, text } = await examine('stock-3workers', () => ({}));

    expect(ended.code).toBe(1);
    // On a slow machine, the alert about it fires before doctor looks.
    expect(faults(report).filter((fault) => fault !== 'alerts-firing')).toEqual(['never-converges']);
    expect(report.findings[0]?.evidence[0]).toMatch(/^workers beyond the partitions of the largest generation: [12]$/);
    expect(text.replace(/\s+/g, ' ')).toContain('The workers of replica set main never converge');
    expect(text).not.toContain('No problems found');
  });

  test.concurrent(
    'tells what a worker without instrumentation leaves out, which panels and alerts that costs, and what to do',
    async () => {
      const props = { ...PROPS, replicaSets: [{ name: 'main' }] };

      const { ended, report, text } = await examine('library-only', () => ({}), props);

      expect(ended.code).toBe(1);
      expect(faults(report)).toEqual(['collector-not-called', 'panels-empty', 'alerts-silent']);
      expect(text).toContain('metrics.NewCollector(replicaSet)');
      expect(text.replace(/\s+/g, ' ')).toContain('OrchestratorProjectionStalled: no events_processed_total');
    },
  );

  test.concurrent('names a dead target with its last scrape error', async () => {
    const { ended, report } = await examine('steady', (addresses) => ({ targets: [...addresses, '127.0.0.1:1'] }));

    expect(ended.code).toBe(1);
    expect(faults(report)).toEqual(['target-down']);
    expect(report.findings[0]?.what).toBe('1 of 4 targets of the workers is down');
    expect(report.findings[0]?.evidence).toEqual([
      expect.stringMatching(/^projection-workers 127\.0\.0\.1:1: .*connection refused$/),
    ]);
  });

  test.concurrent('tells that no rule is loaded', async () => {
    const { ended, report } = await examine('steady', () => ({ rules: 'groups: []\n' }));

    expect(ended.code).toBe(1);
    expect(faults(report)[0]).toBe('rules-missing');
    expect(faults(report)).not.toContain('target-down');
  });

  test.concurrent('names the rules that drifted, and how', async () => {
    const { ended, report } = await examine('steady', (_addresses, rules) => ({
      rules: rules
        .replace(/(alert: OrchestratorNeverConverges[^]*?)for: 2m/, '$1for: 20m')
        .replace(/(alert: OrchestratorHighReconfigurationRate[^]*?) > 0\.1/, '$1 > 0.2'),
    }));

    expect(ended.code).toBe(1);
    expect(faults(report)).toEqual(['rules-drifted']);
    expect(report.findings[0]?.evidence).toEqual([
      'OrchestratorNeverConverges: for is 1200s, not 120s',
      'OrchestratorHighReconfigurationRate: the expression differs',
    ]);
  });

  test.concurrent('names the job that the metrics come from where the configuration looks for another', async () => {
    const { ended, report, text } = await examine('steady', () => ({ job: 'workers' }));

    expect(ended.code).toBe(1);
    expect(faults(report)[0]).toBe('wrong-selector');
    expect(text.replace(/\s+/g, ' ')).toContain('set selector: { job: "workers" } in the configuration');
  });

  test.concurrent('under the profile upstream, names the alert that can never fire', async () => {
    const { ended, report } = await examine('steady', () => ({}), { ...PROPS, profile: 'upstream' });

    expect(ended.code).toBe(1);
    expect(faults(report)).toEqual(['configuration']);
    expect(report.findings[0]?.evidence[0]).toContain('OrchestratorSlowCoordination would never fire');
  });
});
