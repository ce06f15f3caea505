import { ApiObject, type Chart, Helm, Include, JsonPatch, Lazy, Testing } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import { GrafanaMounts, type GrafanaMountsProps } from 'pupsourcing-orchestrator-monitoring/cdk8s';

import { problemsOf } from '../problems-of';

/** The blocks of the orchestrator's README, and the provisioning beside them. */
const VOLUMES = [
  { name: 'orchestrator-dashboard', configMap: { name: 'orchestrator-dashboard' } },
  { name: 'orchestrator-dashboard-provisioning', configMap: { name: 'orchestrator-dashboard-provisioning' } },
];
const VOLUME_MOUNTS = [
  { name: 'orchestrator-dashboard', mountPath: '/var/lib/grafana/dashboards/orchestrator' },
  { name: 'orchestrator-dashboard-provisioning', mountPath: '/etc/grafana/provisioning/dashboards' },
];

/** A pod's description, as cdk8s gives it: any, to be walked through. */
type Pod = ReturnType<ApiObject['toJson']>;

function chartWithMounts(props?: GrafanaMountsProps): { chart: Chart; mounts: GrafanaMounts } {
  const chart = Testing.chart();
  return { chart, mounts: new GrafanaMounts(chart, 'mounts', props) };
}

function deploymentOf(chart: Chart, spec: Pod): ApiObject {
  return new ApiObject(chart, 'grafana', {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'grafana' },
    spec: { template: { spec } },
  });
}

function podOf(object: ApiObject): Pod {
  return object.toJson().spec.template.spec;
}

describe('what is mounted', () => {
  test('makes no object of its own', () => {
    const { chart, mounts } = chartWithMounts();

    expect(Testing.synth(chart)).toEqual([]);
    expect(mounts.volumes).toEqual(VOLUMES);
    expect(mounts.volumeMounts).toEqual(VOLUME_MOUNTS);
  });

  test('takes other names, another directory and a data source', () => {
    const { mounts } = chartWithMounts({
      dashboards: 'billing.dashboard',
      dashboardDirectory: '/dashboards/billing',
      dashboardProvisioning: false,
      datasourceProvisioning: 'datasources',
    });

    expect(mounts.volumes).toEqual([
      { name: 'billing-dashboard-jvng4tpi', configMap: { name: 'billing.dashboard' } },
      { name: 'datasources', configMap: { name: 'datasources' } },
    ]);
    expect(mounts.volumeMounts).toEqual([
      { name: 'billing-dashboard-jvng4tpi', mountPath: '/dashboards/billing' },
      { name: 'datasources', mountPath: '/etc/grafana/provisioning/datasources' },
    ]);
  });

  test('keeps the names of volumes short', () => {
    const { mounts } = chartWithMounts({ dashboards: `${'a'.repeat(62)}-dashboard`, dashboardProvisioning: false });

    expect(mounts.volumes[0]!.name).toBe(`${'a'.repeat(54)}-ifgsyop6`);
  });

  test.each<[GrafanaMountsProps, string]>([
    [
      { dashboards: 'Upper' },
      `[test/mounts] dashboards: found "Upper"; allowed: the name of a Kubernetes object (up to 253 lower-case letters, digits, '-' and '.', with a letter or digit at both ends); write "upper"`,
    ],
    [
      { dashboardDirectory: 'relative' },
      `[test/mounts] dashboardDirectory: found "relative"; allowed: an absolute path without ':', empty parts, '.' and '..'`,
    ],
    [
      { dashboardDirectory: '/etc/grafana/provisioning/dashboards/ours' },
      '[test/mounts]: found the directory /etc/grafana/provisioning/dashboards/ours for the ConfigMap orchestrator-dashboard, in /etc/grafana/provisioning/dashboards, where orchestrator-dashboard-provisioning goes; Grafana looks below each directory that it reads, and not every container runtime can mount inside a ConfigMap; choose another dashboardDirectory, or set dashboardProvisioning to false and add the dashboard provider to the files that are there',
    ],
    [
      { mounts: [{}] } as unknown as GrafanaMountsProps,
      '[test/mounts] mounts: found a list of 1; allowed: the mounts that renderDelivery returns',
    ],
    [
      { volumes: [] } as GrafanaMountsProps,
      '[test/mounts] volumes: unknown key `volumes`; allowed: dashboards, dashboardDirectory, dashboardProvisioning, datasourceProvisioning, mounts',
    ],
  ])('refuses %j', (props, problem) => {
    expect(problemsOf(() => chartWithMounts(props))).toEqual([problem]);
  });

  test('is something: mounting nothing is refused', () => {
    const { chart, mounts } = chartWithMounts({ dashboards: false, dashboardProvisioning: false });

    expect(
      problemsOf(() => {
        mounts.patchInto(deploymentOf(chart, { containers: [{ name: 'grafana' }] }));
      }),
    ).toEqual(['[test/mounts]: found nothing to mount; name at least one ConfigMap']);
  });
});

describe('mountInto, for cdk8s-plus', () => {
  function deployment(chart: Chart, id = 'grafana'): kplus.Deployment {
    return new kplus.Deployment(chart, id, { containers: [{ name: 'grafana', image: 'grafana', portNumber: 3000 }] });
  }

  function podIn(chart: Chart, kind = 'Deployment'): Pod {
    return Testing.synth(chart).find((manifest) => manifest.kind === kind).spec.template.spec;
  }

  test('mounts into a Deployment', () => {
    const { chart, mounts } = chartWithMounts();

    mounts.mountInto(deployment(chart), kplus);

    expect(podIn(chart).volumes).toEqual(VOLUMES);
    expect(podIn(chart).containers[0].volumeMounts).toEqual(VOLUME_MOUNTS);
  });

  test('mounts into a container, with the two classes that are needed', () => {
    const { chart, mounts } = chartWithMounts();
    const { Volume, ConfigMap } = kplus;

    mounts.mountInto(deployment(chart).containers[0]!, { Volume, ConfigMap });

    expect(podIn(chart).volumes).toEqual(VOLUMES);
    expect(podIn(chart).containers[0].volumeMounts).toEqual(VOLUME_MOUNTS);
  });

  test('mounts into other workloads', () => {
    const { chart, mounts } = chartWithMounts();
    const workload = new kplus.StatefulSet(chart, 'grafana', {
      containers: [{ image: 'grafana', portNumber: 3000 }],
      service: new kplus.Service(chart, 'service', { ports: [{ port: 3000 }] }),
    });

    mounts.mountInto(workload, kplus);

    expect(podIn(chart, 'StatefulSet').volumes).toEqual(VOLUMES);
  });

  test('leaves what is mounted before and after as it is', () => {
    const { chart, mounts } = chartWithMounts();
    const grafana = deployment(chart);
    const [container] = grafana.containers;

    container!.mount('/var/lib/grafana', kplus.Volume.fromEmptyDir(chart, 'data', 'data'));
    mounts.mountInto(grafana, kplus);
    container!.mount('/tmp', kplus.Volume.fromEmptyDir(chart, 'tmp', 'tmp'));

    const pod = podIn(chart);
    expect(pod.volumes.map(({ name }: { name: string }) => name)).toEqual([
      'data',
      'orchestrator-dashboard',
      'orchestrator-dashboard-provisioning',
      'tmp',
    ]);
    expect(pod.containers[0].volumeMounts.map(({ mountPath }: { mountPath: string }) => mountPath)).toEqual([
      '/var/lib/grafana',
      '/var/lib/grafana/dashboards/orchestrator',
      '/etc/grafana/provisioning/dashboards',
      '/tmp',
    ]);
  });

  test('mounts into two containers of a pod, and into two pods', () => {
    const { chart, mounts } = chartWithMounts();
    const grafana = deployment(chart);
    grafana.addContainer({ name: 'copy', image: 'copy' });
    const other = deployment(chart, 'other');

    mounts.mountInto(grafana, kplus, { container: 'grafana' });
    mounts.mountInto(grafana, kplus, { container: 1 });
    mounts.mountInto(other, kplus);

    const [first, second] = Testing.synth(chart).map(({ spec }) => spec.template.spec);
    expect(first.volumes).toEqual(VOLUMES);
    expect(first.containers[1].volumeMounts).toEqual(VOLUME_MOUNTS);
    expect(second.volumes).toEqual(VOLUMES);
  });

  test('says which volume and which paths are taken, and mounts nothing', () => {
    const { chart, mounts } = chartWithMounts();
    const grafana = deployment(chart);
    const volume = kplus.Volume.fromEmptyDir(chart, 'v', 'orchestrator-dashboard');
    grafana.addVolume(volume);
    grafana.containers[0]!.mount('/etc/grafana/provisioning/dashboards/', volume);

    expect(
      problemsOf(() => {
        mounts.mountInto(grafana, kplus);
      }),
    ).toEqual([
      `[test/mounts] Deployment ${grafana.name}, container grafana: found another volume called orchestrator-dashboard in the pod; remove it, or give the ConfigMap orchestrator-dashboard another name, which its volume takes over`,
      `[test/mounts] Deployment ${grafana.name}, container grafana: found a mount at /etc/grafana/provisioning/dashboards/, where the ConfigMap orchestrator-dashboard-provisioning goes; remove that mount, or set dashboardProvisioning to false and add the dashboard provider to the files that are there`,
    ]);
    expect(grafana.containers[0]!.mounts).toHaveLength(1);
  });

  test('sees a volume that nothing has mounted yet', () => {
    const { chart, mounts } = chartWithMounts();
    const grafana = deployment(chart);
    grafana.addVolume(kplus.Volume.fromEmptyDir(chart, 'v', 'orchestrator-dashboard'));

    expect(
      problemsOf(() => {
        mounts.mountInto(grafana, kplus);
      }),
    ).toEqual([expect.stringContaining('found another volume called orchestrator-dashboard in the pod')]);
  });

  const TARGET = 'allowed: a workload or a container of cdk8s-plus (patchInto is for any other object)';
  const LIBRARY = 'allowed: the cdk8s-plus that the pod was made with, such as the module cdk8s-plus-28';

  test.each<[string, unknown, unknown, unknown, string]>([
    ['no workload', undefined, kplus, {}, `target: missing; ${TARGET}`],
    ['an object of another kind', { name: 'a' }, kplus, {}, `target: found an object with name; ${TARGET}`],
    ['no library', 'deployment', undefined, {}, `library: missing; ${LIBRARY}`],
    ['half a library', 'deployment', { Volume: kplus.Volume }, {}, `library: found an object with Volume; ${LIBRARY}`],
    ['a name for a choice', 'deployment', kplus, 'main', 'choice: found "main"; allowed: an object with container'],
    [
      'a choice of no container',
      'deployment',
      kplus,
      { name: 'main' },
      'choice.name: unknown key `name`; allowed: container',
    ],
  ])('refuses %s', (_what, target, library, choice, problem) => {
    const { chart, mounts } = chartWithMounts();
    const into = target === 'deployment' ? deployment(chart) : target;

    expect(
      problemsOf(() => {
        mounts.mountInto(into as kplus.Deployment, library as typeof kplus, choice as object);
      }),
    ).toEqual([`[test/mounts] ${problem}`]);
  });

  test('says so when called twice', () => {
    const { chart, mounts } = chartWithMounts();
    const [container] = deployment(chart).containers;
    mounts.mountInto(container!, kplus);

    expect(
      problemsOf(() => {
        mounts.mountInto(container!, kplus);
      }),
    ).toEqual([
      expect.stringMatching(
        /^\[test\/mounts\] container grafana: found a mount at .+, where the ConfigMap .+ goes; .+ dashboardDirectory$/,
      ),
      expect.stringMatching(/^\[test\/mounts\] container grafana: found a mount at /),
    ]);
  });
});

describe('patchInto, for any object with a pod template', () => {
  test('makes the lists that are not there', () => {
    const { chart, mounts } = chartWithMounts();
    const deployment = deploymentOf(chart, { containers: [{ name: 'grafana', image: 'grafana/grafana' }] });

    mounts.patchInto(deployment);

    expect(podOf(deployment)).toEqual({
      containers: [{ name: 'grafana', image: 'grafana/grafana', volumeMounts: VOLUME_MOUNTS }],
      volumes: VOLUMES,
    });
  });

  test('makes the lists of which YAML has the key alone', () => {
    const { chart, mounts } = chartWithMounts();
    const deployment = deploymentOf(chart, { containers: [{ name: 'grafana', volumeMounts: null }], volumes: null });

    mounts.patchInto(deployment);

    expect(podOf(deployment)).toEqual({
      containers: [{ name: 'grafana', volumeMounts: VOLUME_MOUNTS }],
      volumes: VOLUMES,
    });
  });

  test('names of ConfigMaps that differ in a dot make two volumes', () => {
    const { chart, mounts } = chartWithMounts({ dashboards: 'a.b', dashboardProvisioning: 'a-b' });
    mounts.mountInto(new kplus.Deployment(chart, 'grafana', { containers: [{ image: 'grafana' }] }), kplus);

    expect(() => Testing.synth(chart)).not.toThrow();
    expect(mounts.volumes.map(({ name }) => name)).toEqual([expect.stringMatching(/^a-b-\w{8}$/), 'a-b']);
  });

  test('a ConfigMap that is mounted twice is one volume', () => {
    const { mounts } = chartWithMounts({ dashboards: 'a', dashboardProvisioning: 'a' });

    expect(mounts.volumes).toEqual([{ name: 'a', configMap: { name: 'a' } }]);
    expect(mounts.volumeMounts.map(({ name }) => name)).toEqual(['a', 'a']);
  });

  test('appends to the lists that are there, and leaves the rest alone', () => {
    const { chart, mounts } = chartWithMounts();
    const data = { name: 'data', persistentVolumeClaim: { claimName: 'grafana' } };
    const dataMount = { name: 'data', mountPath: '/var/lib/grafana', subPath: 'grafana' };
    const sidecar = { name: 'sidecar', volumeMounts: [dataMount] };
    const deployment = deploymentOf(chart, {
      serviceAccountName: 'grafana',
      containers: [sidecar, { name: 'grafana', volumeMounts: [dataMount] }],
      volumes: [data],
    });

    mounts.patchInto(deployment);

    expect(podOf(deployment)).toEqual({
      serviceAccountName: 'grafana',
      containers: [sidecar, { name: 'grafana', volumeMounts: [dataMount, ...VOLUME_MOUNTS] }],
      volumes: [data, ...VOLUMES],
    });
  });

  test.each(['Include', 'Helm'])('patches a Deployment of %s', (source) => {
    const { chart, mounts } = chartWithMounts();
    const file = `${__dirname}/../fixtures/grafana.yaml`;
    const theirs =
      source === 'Include'
        ? new Include(chart, 'theirs', { url: file })
        : // A Helm construct is an Include of what the helm command prints.
          new Helm(chart, 'theirs', { chart: file, helmExecutable: `${__dirname}/../fixtures/print-chart.cjs` });
    const before = theirs.apiObjects.map((object) => object.toJson());

    mounts.patchInto(theirs.apiObjects.find(({ kind }) => kind === 'Deployment'));

    const after = theirs.apiObjects.map((object) => object.toJson());
    expect(after[0]).toEqual(before[0]);
    expect(after[1]).toEqual({
      ...before[1],
      spec: {
        ...before[1].spec,
        template: {
          ...before[1].spec.template,
          spec: {
            ...before[1].spec.template.spec,
            volumes: VOLUMES,
            containers: [
              before[1].spec.template.spec.containers[0],
              { ...before[1].spec.template.spec.containers[1], volumeMounts: VOLUME_MOUNTS },
            ],
          },
        },
      },
    });
  });

  test('keeps what a lazy list gets afterwards, and annotations that are no texts', () => {
    const { chart, mounts } = chartWithMounts({ datasourceProvisioning: 'datasources' });
    const volumes = [{ name: 'one', emptyDir: {} }];
    const deployment = deploymentOf(chart, {
      containers: [{ name: 'grafana' }],
      volumes: Lazy.any({ produce: () => volumes }),
    });
    deployment.addJsonPatch(JsonPatch.add('/spec/template/metadata', { annotations: { port: 9090 } }));
    mounts.patchInto(deployment);
    volumes.push({ name: 'late', emptyDir: {} });

    const { template } = deployment.toJson().spec;
    expect(template.spec.volumes.map(({ name }: { name: string }) => name)).toEqual([
      'one',
      'late',
      ...mounts.volumes.map(({ name }) => name),
    ]);
    expect(template.metadata.annotations).toMatchObject({ port: 9090 });
  });

  test('sees what was patched before', () => {
    const { chart, mounts } = chartWithMounts();
    const deployment = deploymentOf(chart, { containers: [{ name: 'grafana' }] });
    const data = { name: 'data', emptyDir: {} };
    deployment.addJsonPatch(JsonPatch.add('/spec/template/spec/volumes', [data]));

    mounts.patchInto(deployment);

    expect(podOf(deployment).volumes).toEqual([data, ...VOLUMES]);
  });

  test('patches two containers of a pod, which share the volumes', () => {
    const { chart, mounts } = chartWithMounts();
    const deployment = deploymentOf(chart, { containers: [{ name: 'a' }, { name: 'b' }] });

    mounts.patchInto(deployment, { container: 'a' });
    mounts.patchInto(deployment, { container: 1 });

    expect(podOf(deployment)).toEqual({
      containers: [
        { name: 'a', volumeMounts: VOLUME_MOUNTS },
        { name: 'b', volumeMounts: VOLUME_MOUNTS },
      ],
      volumes: VOLUMES,
    });
  });

  test('patches a StatefulSet', () => {
    const { chart, mounts } = chartWithMounts();
    const workload = new ApiObject(chart, 'grafana', {
      apiVersion: 'apps/v1',
      kind: 'StatefulSet',
      spec: { template: { spec: { containers: [{ name: 'any' }] } } },
    });

    mounts.patchInto(workload);

    expect(podOf(workload).volumes).toEqual(VOLUMES);
  });

  describe('refuses, and leaves the object as it was:', () => {
    const grafana = { name: 'grafana' };
    const mounted = (mountPath: string) => ({ ...grafana, volumeMounts: [{ name: 'other', mountPath }] });
    const dashboards = '/var/lib/grafana/dashboards/orchestrator';

    test.each<[string, Pod, string | number | undefined, string]>([
      [
        'a volume of the same name with something else in it',
        { containers: [grafana], volumes: [{ name: 'orchestrator-dashboard', emptyDir: {} }] },
        undefined,
        'Deployment grafana, container grafana: found another volume called orchestrator-dashboard in the pod; remove it, or give the ConfigMap orchestrator-dashboard another name, which its volume takes over',
      ],
      [
        'a volume of the same name with a part of the ConfigMap',
        {
          containers: [grafana],
          volumes: [{ ...VOLUMES[0], configMap: { name: 'orchestrator-dashboard', items: [{ key: 'a', path: 'a' }] } }],
        },
        undefined,
        'Deployment grafana, container grafana: found another volume called orchestrator-dashboard in the pod; remove it, or give the ConfigMap orchestrator-dashboard another name, which its volume takes over',
      ],
      [
        'a path that is taken',
        { containers: [mounted(`${dashboards}/`)] },
        undefined,
        `Deployment grafana, container grafana: found a mount at ${dashboards}/, where the ConfigMap orchestrator-dashboard goes; remove that mount, or choose another dashboardDirectory`,
      ],
      [
        'a file that is mounted inside our directory',
        { containers: [mounted('/etc/grafana/provisioning/dashboards/provider.yaml')] },
        undefined,
        'Deployment grafana, container grafana: found a mount at /etc/grafana/provisioning/dashboards/provider.yaml, inside /etc/grafana/provisioning/dashboards, where the ConfigMap orchestrator-dashboard-provisioning goes; remove that mount, or set dashboardProvisioning to false and add the dashboard provider to the files that are there',
      ],
      [
        'a name that no container has',
        { containers: [grafana, { name: 'sidecar' }] },
        'graphana',
        'Deployment grafana: found no container "graphana"; give container the name or the index of one of grafana, sidecar',
      ],
      [
        'an index that no container has',
        { containers: [grafana] },
        1,
        'Deployment grafana: found no container 1; give container the name or the index of one of grafana',
      ],
      [
        'several containers, none of which is called grafana',
        { containers: [{ name: 'web' }, { name: 'sidecar' }] },
        undefined,
        'Deployment grafana: found no container "grafana"; give container the name or the index of one of web, sidecar',
      ],
      [
        'containers that are none',
        { containers: ['grafana'] },
        undefined,
        'Deployment grafana: found no spec.template.spec.containers; allowed: a Deployment, or another object with a pod template',
      ],
      [
        'no containers',
        { nodeSelector: {} },
        undefined,
        'Deployment grafana: found no spec.template.spec.containers; allowed: a Deployment, or another object with a pod template',
      ],
    ])('%s', (_what, pod, container, problem) => {
      const { chart, mounts } = chartWithMounts();
      const deployment = deploymentOf(chart, pod);

      const problems = problemsOf(() => {
        mounts.patchInto(deployment, container === undefined ? {} : { container });
      });

      expect(problems).toEqual([`[test/mounts] ${problem}`]);
      expect(podOf(deployment)).toEqual(pod);
    });

    test.each<[string, unknown, string]>([
      ['was not found', undefined, 'missing'],
      ['is a name', 'grafana', 'found "grafana"'],
      ['is a workload of cdk8s-plus', new kplus.Deployment(Testing.chart(), 'g'), 'found an instance of Deployment'],
    ])('an object that %s', (_what, object, found) => {
      const { mounts } = chartWithMounts();

      expect(
        problemsOf(() => {
          mounts.patchInto(object as ApiObject);
        }),
      ).toEqual([
        `[test/mounts] patchInto: ${found}; allowed: an ApiObject with a pod template: look at how it was searched for`,
      ]);
    });

    test('an object that cdk8s-plus makes, and goes on making', () => {
      const { chart, mounts } = chartWithMounts();
      const deployment = new kplus.Deployment(chart, 'grafana', { containers: [{ image: 'grafana', portNumber: 1 }] });

      expect(
        problemsOf(() => {
          mounts.patchInto(ApiObject.of(deployment));
        }),
      ).toEqual([
        `[test/mounts] Deployment ${deployment.name}: found an object that cdk8s-plus makes (test/grafana/Resource); use mountInto for its workload`,
      ]);
    });
  });

  test('parents of our directories may be mounted', () => {
    const { chart, mounts } = chartWithMounts();
    const volumeMounts = [
      { name: 'data', mountPath: '/var/lib/grafana' },
      { name: 'data', mountPath: '/var/lib/grafana/dashboards/orchestrator-of-others' },
    ];
    const deployment = deploymentOf(chart, { containers: [{ name: 'grafana', volumeMounts }] });

    mounts.patchInto(deployment);

    expect(podOf(deployment).containers[0].volumeMounts).toEqual([...volumeMounts, ...VOLUME_MOUNTS]);
  });
});
