import { Testing } from 'cdk8s';
import { renderDatasourceProvisioning } from 'pupsourcing-orchestrator-monitoring';
import {
  DatasourceProvisioningConfigMap,
  type DatasourceProvisioningConfigMapProps,
} from 'pupsourcing-orchestrator-monitoring/cdk8s';
import { parse } from 'yaml';

import { problemsOf } from '../problems-of';

function dataOf(props: DatasourceProvisioningConfigMapProps): Record<string, string> {
  const chart = Testing.chart();
  new DatasourceProvisioningConfigMap(chart, 'provisioning', props);
  return Testing.synth(chart)[0].data;
}

test('holds the data source file, under the name that Grafana reads', () => {
  const datasource = {
    url: 'http://prometheus:9090',
    uid: 'main',
    isDefault: false,
    scrapeInterval: '30s',
    name: 'Main',
  };

  const data = dataOf({ datasource });

  expect(Object.keys(data)).toEqual(['orchestrator.yaml']);
  expect(parse(data['orchestrator.yaml']!)).toEqual(renderDatasourceProvisioning(datasource));
});

test.each([
  [
    {},
    [
      '[test/provisioning] datasource: missing; allowed: an object with name, uid, url, isDefault, orgId, scrapeInterval',
    ],
  ],
  [{ datasource: {} }, ['[test/provisioning] datasource.url: missing; allowed: an http or https URL']],
  [
    { datasource: null },
    [
      '[test/provisioning] datasource: found null; allowed: an object with name, uid, url, isDefault, orgId, scrapeInterval',
    ],
  ],
  [
    { datasource: { url: 'prometheus:9090', uid: 'a b', scrapeInterval: '1x' } },
    [
      `[test/provisioning] datasource.uid: found "a b"; allowed: 1 to 40 letters, digits, - and _`,
      '[test/provisioning] datasource.url: found "prometheus:9090"; allowed: an http or https URL',
      '[test/provisioning] datasource.scrapeInterval: found "1x"; allowed: a Prometheus duration, such as 30s, 5m or 1h30m',
    ],
  ],
  [
    { datasource: { url: 'http://prometheus:9090/?org=1&api_key=planted' } },
    [
      '[test/provisioning] datasource.url: found "http://prometheus:9090/?***" (it holds a secret in its query, which everybody who reads the object could see: set it in Grafana); allowed: an http or https URL',
    ],
  ],
  [
    { datasource: { url: 'http://ann:planted@prometheus:9090' } },
    [
      '[test/provisioning] datasource.url: found "http://***@prometheus:9090" (it holds a user or a password, which everybody who reads the object could see: set it in Grafana); allowed: an http or https URL',
    ],
  ],
])('refuses %j', (props, problems) => {
  expect(problemsOf(() => dataOf(props as never))).toEqual(problems);
});
