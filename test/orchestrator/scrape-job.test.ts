import { type MonitoringProps } from '../../lib';
import { createScrapeJob, resolveConfig, targetLabelsOf, type RelabelStep } from '../../lib/orchestrator';

const job = (props: MonitoringProps) => createScrapeJob(resolveConfig(props));

/** What Prometheus would make of a target's labels, as far as these steps go; undefined where it drops the target. */
function relabel(
  steps: readonly RelabelStep[],
  labels: Readonly<Record<string, string>>,
): Record<string, string> | undefined {
  let result: Record<string, string> = { ...labels };
  for (const { sourceLabels = [], action = 'replace', regex = '(.*)', replacement = '$1', targetLabel } of steps) {
    const source = sourceLabels.map((label) => result[label] ?? '').join(';');
    const match = new RegExp(`^(?:${regex})$`).exec(source);
    if (action === 'keep' ? match === null : action === 'drop' && match !== null) {
      return undefined;
    }
    if (action === 'replace' && match !== null && targetLabel !== undefined) {
      const value = replacement.replace(/\$(\d)/g, (_, group: string) => match[Number(group)] ?? '');
      result = { ...result, [targetLabel]: value };
    }
  }
  return result;
}

const pod = {
  __address__: '10.0.0.1:8080',
  __metrics_path__: '/metrics',
  __meta_kubernetes_namespace: 'shop',
  __meta_kubernetes_pod_name: 'worker-0',
  __meta_kubernetes_pod_phase: 'Running',
  __meta_kubernetes_pod_annotation_prometheus_io_scrape: 'true',
  __meta_kubernetes_pod_annotation_prometheus_io_port: '9090',
  __meta_kubernetes_pod_annotation_prometheus_io_path: '/custom',
};

describe('addresses', () => {
  test.each([
    ['IPv4 with a port', '10.0.0.1:8080', '10.0.0.1:9090', '10.0.0.1:9090'],
    ['IPv4 without', '10.0.0.1', '10.0.0.1:9090', '10.0.0.1:9090'],
    // The README's expression leaves them as they are: scraped on the port that the container declares first.
    ['IPv6 with a port', '[fd00::1]:8080', '[fd00::1]:8080', '[fd00::1]:9090'],
    ['IPv6 without', '[fd00::1]', '[fd00::1]', '[fd00::1]:9090'],
    // What Prometheus gives to a pod that declares no port.
    ['bare IPv6', 'fd00::1', 'fd00::1', '[fd00::1]:9090'],
    ['bare IPv6 that ends as a port would', 'fd00::1:8080', 'fd00::1:8080', '[fd00::1:8080]:9090'],
    ['bare IPv6 of the node itself', '::1', '::1', '[::1]:9090'],
    ['a host name with a port', 'worker-0.workers:8080', 'worker-0.workers:9090', 'worker-0.workers:9090'],
  ])('%s', (_what, address, upstream, hardened) => {
    const target = { ...pod, __address__: address };

    expect(relabel(job({ profile: 'upstream' }).relabelings, target)?.['__address__']).toBe(upstream);
    expect(relabel(job({ profile: 'hardened' }).relabelings, target)?.['__address__']).toBe(hardened);
  });

  test.each(['upstream', 'hardened'] as const)('%s: a pod without a port annotation keeps its address', (profile) => {
    const { __meta_kubernetes_pod_annotation_prometheus_io_port: _port, ...target } = pod;

    expect(relabel(job({ profile }).relabelings, target)?.['__address__']).toBe('10.0.0.1:8080');
  });
});

describe('which pods, and what they are called', () => {
  test.each([
    ['an annotated pod', {}, true, true],
    ['a pod without the annotation', { __meta_kubernetes_pod_annotation_prometheus_io_scrape: '' }, false, false],
    ['a pod that says no', { __meta_kubernetes_pod_annotation_prometheus_io_scrape: 'false' }, false, false],
    ['a pod that failed', { __meta_kubernetes_pod_phase: 'Failed' }, true, false],
    ['a pod that is done', { __meta_kubernetes_pod_phase: 'Succeeded' }, true, false],
    ['a pod that waits', { __meta_kubernetes_pod_phase: 'Pending' }, true, true],
  ])('%s', (_what, labels, upstream, hardened) => {
    const target = { ...pod, ...labels };

    expect(relabel(job({ profile: 'upstream' }).relabelings, target) !== undefined).toBe(upstream);
    expect(relabel(job({ profile: 'hardened' }).relabelings, target) !== undefined).toBe(hardened);
  });

  test('the path of the annotation, or the usual one', () => {
    const { relabelings } = job({});
    const { __meta_kubernetes_pod_annotation_prometheus_io_path: _path, ...target } = pod;

    expect(relabel(relabelings, pod)?.['__metrics_path__']).toBe('/custom');
    expect(relabel(relabelings, target)?.['__metrics_path__']).toBe('/metrics');
  });

  test('hardened targets say which pod they are', () => {
    expect(relabel(job({}).relabelings, pod)).toMatchObject({ namespace: 'shop', pod: 'worker-0' });
    expect(relabel(job({ profile: 'upstream' }).relabelings, pod)).not.toHaveProperty('namespace');
    expect(targetLabelsOf(job({}))).toEqual(['job', 'instance', 'namespace', 'pod']);
  });

  test.each(['upstream', 'hardened'] as const)('%s: labels that a pod must have', (profile) => {
    const { relabelings } = job({ profile, scrape: { podLabels: { 'app.kubernetes.io/name': 'a.b', tier: '' } } });
    const named = (value: string) => ({ ...pod, __meta_kubernetes_pod_label_app_kubernetes_io_name: value });

    expect(relabel(relabelings, named('a.b'))).toBeDefined();
    expect(relabel(relabelings, named('axb'))).toBeUndefined();
    expect(relabel(relabelings, named('a.bc'))).toBeUndefined();
    expect(relabel(relabelings, pod)).toBeUndefined();
    expect(relabel(relabelings, { ...named('a.b'), __meta_kubernetes_pod_label_tier: 'x' })).toBeUndefined();
  });
});

describe('the replica set of a pod', () => {
  const scrape = { replicaSetPodLabel: 'example.com/replica-set' };
  const labelled = { ...pod, __meta_kubernetes_pod_label_example_com_replica_set: 'orders' };

  test('is a label of the target, which the labels of its metrics win over', () => {
    expect(relabel(job({ scrape }).relabelings, labelled)).toMatchObject({ replica_set: 'orders' });
    expect(relabel(job({ scrape }).relabelings, pod)).not.toHaveProperty('replica_set');
    expect(job({ scrape }).honorLabels).toBe(true);
  });

  test('is no label unless somebody says where it stands', () => {
    expect(relabel(job({}).relabelings, labelled)).not.toHaveProperty('replica_set');
    expect(job({})).not.toHaveProperty('honorLabels');
    expect(job({ profile: 'upstream', scrape })).toEqual(job({ profile: 'upstream' }));
  });
});

describe('name, interval, namespaces', () => {
  test('hardened follows the configuration', () => {
    const props: MonitoringProps = {
      selector: { job: 'workers' },
      scrapeInterval: '30s',
      scrape: { namespaces: ['shop', 'billing'] },
    };

    expect(job(props)).toMatchObject({ jobName: 'workers', scrapeInterval: '30s', namespaces: ['shop', 'billing'] });
    expect(job({})).toMatchObject({ jobName: 'projection-workers', scrapeInterval: '15s', namespaces: [] });
  });

  test('upstream leaves the interval to Prometheus, as the README does', () => {
    expect(job({ profile: 'upstream', scrapeInterval: '30s' }).scrapeInterval).toBeUndefined();
  });
});
