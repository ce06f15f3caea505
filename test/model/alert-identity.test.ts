import * as fc from 'fast-check';

import { createMixin, type MonitoringProps } from '../../lib';
import { alertKey, SCOPE_LABEL, tellApart } from '../../lib/model/alert-identity';

const scope = (...replicaSets: string[]) => ({ replicaSets, unlisted: false, matchers: [] });

describe('key', () => {
  test.each([
    ['a replica set', scope('main'), '', 'main'],
    ['several: the first', scope('main', 'other'), '', 'main'],
    ['the fleet', { ...scope('main'), unlisted: true }, '', ''],
    ['a condition', scope('main'), 'below', 'main/below'],
    ['a condition of the fleet', { ...scope(), unlisted: true }, 'below', '/below'],
    ['a name that looks like a condition', scope('main/below'), '', 'main%2Fbelow'],
    ['a name with a percent sign', scope('50%'), '', '50%25'],
    ['a name with braces, which Prometheus would read as a template', scope('{{x}}'), '', '%7B%7Bx%7D%7D'],
    ['letters of the world', scope('größe 漢'), '', 'größe 漢'],
  ])('%s', (_what, of, key, expected) => {
    expect(alertKey(of, { key })).toBe(expected);
  });

  test('the replica set of a condition goes before the first one of the scope', () => {
    expect(alertKey(scope('main', 'other'), { key: 'workload', replicaSet: 'other' })).toBe('other/workload');
  });

  test('no two alerts of one name share a key', () => {
    const name = fc.string({ unit: fc.constantFrom(...Array.from('a/%2Fbelow')), maxLength: 6 });
    const part = fc.record({ name, key: fc.constantFrom('', 'below', 'above') });

    fc.assert(
      fc.property(part, part, (a, b) => {
        const same = alertKey(scope(a.name), { key: a.key }) === alertKey(scope(b.name), { key: b.key });

        expect(same).toBe(a.name === b.name && a.key === b.key);
      }),
      { seed: 20_240_505, numRuns: 500 },
    );
  });
});

describe('labels', () => {
  const alert = (name: string, key: string, labels: Record<string, string>) => ({ name, key, labels });

  test('alerts that differ in name or labels stay as they are', () => {
    const alerts = [alert('A', '', { x: '1' }), alert('B', '', { x: '1' }), alert('A', 'b', { x: '2' })];

    expect(tellApart(alerts)).toEqual(alerts);
  });

  test('the first of equal ones stays as it is, the others are labelled with their keys', () => {
    expect(
      tellApart([
        alert('A', '', { x: '1', y: '2' }),
        alert('A', 'b', { y: '2', x: '1' }),
        alert('A', 'c/above', { x: '1', y: '2' }),
      ]),
    ).toEqual([
      alert('A', '', { x: '1', y: '2' }),
      alert('A', 'b', { y: '2', x: '1', [SCOPE_LABEL]: 'b' }),
      alert('A', 'c/above', { x: '1', y: '2', [SCOPE_LABEL]: 'c/above' }),
    ]);
  });

  test('replica sets that read their number from one workload have alerts of their own', () => {
    const deployment = { deployment: 'workers', namespace: 'shop' };
    const statefulSet = { statefulSet: 'workers', namespace: 'shop' };
    const { alerts } = createMixin({
      replicaSets: [
        { name: 'a', workers: deployment },
        { name: 'b', workers: { namespace: 'shop', deployment: 'workers' } },
        { name: 'c', workers: statefulSet },
      ],
    });
    const mismatches = alerts.filter(({ name }) => name === 'OrchestratorWorkerMismatch');

    expect(mismatches.map(({ key, scope: { replicaSets } }) => [key, replicaSets])).toEqual([
      ['a/workload', ['a', 'b']],
      ['b/workload', ['a', 'b']],
      ['c/workload', ['c']],
    ]);
  });

  test('in a configuration: no two alerts are equal in name and labels', () => {
    const props: MonitoringProps = {
      profile: 'upstream',
      replicaSets: [
        { name: 'a', workers: 1 },
        { name: 'b', workers: { min: 2, max: 5 } },
        { name: 'c', workers: 4, alerts: { OrchestratorWorkerMismatch: { severity: 'info' } } },
      ],
    };
    const mismatches = createMixin(props).alerts.filter(({ name }) => name === 'OrchestratorWorkerMismatch');

    expect(mismatches.map(({ key, labels }) => [key, labels])).toEqual([
      ['', { severity: 'warning' }],
      ['a', { severity: 'warning', rule_scope: 'a' }],
      ['b/below', { severity: 'warning', rule_scope: 'b/below' }],
      ['b/above', { severity: 'warning', rule_scope: 'b/above' }],
      ['c', { severity: 'info' }],
    ]);
  });

  test('another replica set with settings of its own changes nothing about the alerts that were there', () => {
    const replicaSets = [
      { name: 'a', workers: 1 },
      { name: 'b', workers: 2 },
    ];
    const before = createMixin({ profile: 'upstream', watchUnlisted: false, replicaSets });
    const after = createMixin({
      profile: 'upstream',
      watchUnlisted: false,
      replicaSets: [...replicaSets, { name: 'c', workers: 3 }],
    });
    const identities = ({ alerts }: typeof before) =>
      alerts
        .filter(({ name }) => name === 'OrchestratorWorkerMismatch')
        .map(({ labels, expression }) => [labels, expression]);

    expect(identities(after).slice(0, 2)).toEqual(identities(before));
    expect(identities(after)).toHaveLength(3);
  });
});
