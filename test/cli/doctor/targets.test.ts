/** What the doctor makes of a selector that finds no target, although the metrics exist. */
import { createMixin, type MonitoringProps } from '../../../lib';
import type { Facts } from '../../../lib/cli/doctor/facts';
import { diagnoseTargets } from '../../../lib/cli/doctor/targets';

function finding(
  selector: NonNullable<MonitoringProps['selector']>,
  anywhere: Facts['anywhere'],
  replicaSets: MonitoringProps['replicaSets'] = [],
) {
  const facts: Pick<Facts, 'targets' | 'anywhere'> = { targets: [], anywhere };
  const [only] = diagnoseTargets(facts as Facts, createMixin({ selector, replicaSets }));
  return { code: only?.code, evidence: only?.evidence.slice(1), fix: only?.fix };
}

test('another job has them', () => {
  expect(finding({ job: 'workers' }, [{ job: 'pw' }])).toEqual({
    code: 'wrong-selector',
    evidence: ['the metrics come from job="pw"'],
    fix: expect.stringMatching(/^set selector: \{ job: "pw" \}/) as string,
  });
});

describe('of several jobs', () => {
  const anywhere = [
    { job: 'alone', replica_set: 'other' },
    { job: 'pw', replica_set: 'orders' },
    { job: 'renamed', replica_set: 'target', exported_replica_set: 'billing' },
  ];

  test('the one that has the configured replica sets is advised', () => {
    expect(finding({ job: 'workers' }, anywhere, [{ name: 'orders' }])).toEqual({
      code: 'wrong-selector',
      evidence: ['the metrics of orders come from job="pw"'],
      fix: expect.stringMatching(/^set selector: \{ job: "pw" \}/) as string,
    });
  });

  test.each<[string, readonly string[], string]>([
    ['several have them', ['orders', 'billing'], ' of billing and orders come from job="pw", job="renamed"'],
    ['none has them', ['main'], ' come from job="alone", job="pw", job="renamed"'],
  ])('none is advised where %s', (_what, names, words) => {
    expect(
      finding(
        { job: 'workers' },
        anywhere,
        names.map((name) => ({ name })),
      ),
    ).toEqual({
      code: 'wrong-selector',
      evidence: [`the metrics${words}`],
      fix: expect.stringMatching(/^set job in the selector of the configuration to that of your workers/) as string,
    });
  });
});

test('the job has them, and none has a value of another label that the selector asks for', () => {
  expect(finding({ job: 'pw', cluster: { not: '' } }, [{ job: 'pw' }])).toEqual({
    code: 'wrong-selector',
    evidence: ['the metrics come from job="pw"', 'none of them has such a value of cluster'],
    fix: 'give the scrape job cluster, or take it out of the selector and render again; external labels are added to what Prometheus sends elsewhere, and only there can be selected: ask that server (--prometheus)',
  });
});

test.each<[Facts['anywhere'], readonly string[]]>([
  [[], ['no other target is known to expose metrics of the orchestrator']],
  [undefined, []],
])('of other targets, nothing is said that nobody knows: %j', (anywhere, evidence) => {
  expect(finding({ job: 'pw' }, anywhere)).toMatchObject({ code: 'no-targets', evidence });
});

describe('a replica set that the selector does not find', () => {
  const found = (anywhere: Facts['anywhere'], inventory: Facts['inventory'] = [{ replica_set: 'main' }]) => {
    const facts: Pick<Facts, 'targets' | 'anywhere' | 'inventory'> = {
      targets: [{ job: 'pw', instance: 'a:1', labels: {}, up: true, lastError: '', scrapeInterval: '15s' }],
      anywhere,
      inventory,
    };
    const props: MonitoringProps = {
      selector: { job: 'pw', cluster: 'eu' },
      replicaSets: [{ name: 'main' }, { name: 'billing' }],
    };
    return [...diagnoseTargets(facts as Facts, createMixin(props))].map(({ code, evidence }) => [code, ...evidence]);
  };

  test.each([
    ['is missing', []],
    ['is missing, where another fleet has one of this name', [{ job: 'pw', cluster: 'us', replica_set: 'billing' }]],
  ])('%s', (_what, anywhere) => {
    expect(found(anywhere)).toEqual([
      ['replica-set-missing', 'in the configuration: main and billing', 'reported: main'],
    ]);
  });

  test('is in another job', () => {
    expect(found([{ job: 'billing', cluster: 'eu', replica_set: 'billing' }])).toEqual([
      ['wrong-selector', 'billing: its metrics come from job="billing"'],
    ]);
  });

  test('is not said to be missing where series have lost the label', () => {
    expect(found([{ job: 'pw', cluster: 'eu' }], [{ job: 'pw', instance: 'a:1' }])).toEqual([]);
  });
});
