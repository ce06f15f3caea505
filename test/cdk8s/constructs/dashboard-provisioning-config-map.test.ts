import { Testing } from 'cdk8s';
import { renderDashboardProvider } from 'pupsourcing-orchestrator-monitoring';
import {
  DashboardProvisioningConfigMap,
  type DashboardProvisioningConfigMapProps,
} from 'pupsourcing-orchestrator-monitoring/cdk8s';
import { parse } from 'yaml';

import { problemsOf } from '../problems-of';

function dataOf(props?: DashboardProvisioningConfigMapProps): Record<string, string> {
  const chart = Testing.chart();
  new DashboardProvisioningConfigMap(chart, 'provisioning', props);
  return Testing.synth(chart)[0].data;
}

test('holds the provider file, under the name that Grafana reads', () => {
  const data = dataOf();

  expect(Object.keys(data)).toEqual(['orchestrator.yaml']);
  expect(parse(data['orchestrator.yaml']!)).toEqual(renderDashboardProvider());
});

test('takes every setting of the provider', () => {
  const provider = {
    name: 'Projections',
    orgId: 2,
    folder: 'Yes',
    folderUid: 'projections',
    disableDeletion: true,
    updateIntervalSeconds: 30,
    allowUiUpdates: false,
    path: '/var/lib/grafana/dashboards',
  };

  expect(parse(dataOf({ provider })['orchestrator.yaml']!)).toEqual(renderDashboardProvider(provider));
});

test('no title of a folder is the root, as it is by default', () => {
  expect(dataOf({ provider: { folder: '' } })).toEqual(dataOf({}));
});

test('refuses wrong settings', () => {
  const provider = {
    orgId: 0,
    folder: 'two\nlines',
    folderUid: 'two words',
    updateIntervalSeconds: 1.5,
    allowUiUpdates: 'no',
    path: 'a/../b',
    uid: 'x',
  };

  expect(problemsOf(() => dataOf({ provider: provider as never }))).toEqual([
    '[test/provisioning] provider.orgId: found 0; allowed: a whole number from 1 on',
    '[test/provisioning] provider.folder: found "two\\nlines"; allowed: a non-empty text of at most 189 characters, without control characters',
    '[test/provisioning] provider.folderUid: found "two words"; allowed: 1 to 40 letters, digits, - and _',
    '[test/provisioning] provider.updateIntervalSeconds: found 1.5; allowed: a whole number of seconds from 1 on',
    '[test/provisioning] provider.allowUiUpdates: found "no"; allowed: true or false',
    `[test/provisioning] provider.path: found "a/../b"; allowed: an absolute path without ':', empty parts, '.' and '..'`,
    '[test/provisioning] provider.uid: unknown key `uid`; allowed: name, orgId, folder, folderUid, disableDeletion, updateIntervalSeconds, allowUiUpdates, path',
  ]);
});
