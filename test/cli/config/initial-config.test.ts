/** What `init` writes of a Prometheus with odd names: a file with which nothing is wrong. */
import { parse } from 'yaml';
import { createMixin, type MonitoringProps } from '../../../lib';
import type { FoundFleet } from '../../../lib/cli/config/discover';
import { initialConfig } from '../../../lib/cli/config/initial-config';
import { check } from '../../../lib/orchestrator';

const written = (fleet: Partial<FoundFleet>): { readonly text: string; readonly props: MonitoringProps } => {
  const text = initialConfig('./schema.json', {
    jobs: ['workers'],
    replicaSets: [{ name: 'orders', workers: 1, projections: [] }],
    labels: new Map(),
    aggregateBy: [],
    scrapeInterval: undefined,
    isRenamed: false,
    ...fleet,
  });
  const props = parse(text) as MonitoringProps;
  expect(check(createMixin(props))).toEqual([]);
  return { text, props };
};

test('labels of any name are shown; places tell fleets apart', () => {
  const labels = new Map([
    ['a\nb: c', ['1', '2']],
    ['namespace', ['a', 'b']],
  ]);
  const { text, props } = written({ labels, aggregateBy: ['namespace'] });

  expect(props.aggregateBy).toEqual(['namespace']);
  expect(text).toContain('#   a b: c: 1, 2\n#   namespace: a, b\n');
});

test.each(['null', 'a: b', '- a', '# hash', ' lead', '"', '{{ $x }}', '日本', "'", '{', '~', '1'])(
  'a job and a replica set %j keep their names',
  (name) => {
    const { props } = written({
      jobs: [name],
      replicaSets: [{ name, workers: 2, projections: [name] }],
      labels: new Map([['cluster', [name]]]),
    });

    expect(props.selector).toEqual({ job: name });
    expect(props.replicaSets).toEqual([{ name, workers: 2 }]);
  },
);

test('what no configuration can hold is left out, which comments say', () => {
  const odd = 'a\u2028b\nc';
  const { text, props } = written({
    jobs: [odd],
    replicaSets: [{ name: odd, workers: 1, projections: [odd] }],
    labels: new Map([['cluster', [odd]]]),
    scrapeInterval: '2m',
  });

  expect(props).toMatchObject({ selector: { job: 'projection-workers' }, replicaSets: [], scrapeInterval: '15s' });
  expect(text.match(/^# Left out: [\w.]+/gm)).toEqual([
    '# Left out: selector.job',
    '# Left out: replicaSets.name',
    '# Left out: scrapeInterval',
  ]);
});

test('several jobs are one expression, in which nothing of their names counts as one', () => {
  expect(written({ jobs: ['a|b', 'c.d', '"', '\\'] }).props.selector).toEqual({
    job: { regex: 'a\\|b|c\\.d|"|\\\\' },
  });
});
