import { renderDashboardProvider, renderDatasourceProvisioning } from '../../../lib';
import { DASHBOARD_DIRECTORY, PROVISIONING_DIRECTORY, PROVISIONING_FILE } from '../../../lib/render';

describe('dashboard provider', () => {
  test('defaults are those of the README', () => {
    expect(renderDashboardProvider()).toStrictEqual({
      apiVersion: 1,
      providers: [
        {
          name: 'Pupsourcing Orchestrator',
          orgId: 1,
          folder: '',
          type: 'file',
          disableDeletion: false,
          updateIntervalSeconds: 10,
          allowUiUpdates: true,
          options: { path: '/var/lib/grafana/dashboards/orchestrator' },
        },
      ],
    });
  });

  test('every field can be said', () => {
    const props = {
      name: 'Mine',
      orgId: 2,
      folder: 'Shop',
      folderUid: 'shop',
      disableDeletion: true,
      updateIntervalSeconds: 0,
      allowUiUpdates: false,
      path: '/dashboards',
    };
    const { path, ...fields } = props;

    expect(renderDashboardProvider(props)).toStrictEqual({
      apiVersion: 1,
      providers: [{ ...fields, type: 'file', options: { path } }],
    });
  });

  test('a dollar sign is doubled, which Grafana would take for a variable of its environment', () => {
    expect(renderDashboardProvider({ name: '$A', folder: '$B', path: '/$C/$$' })).toMatchObject({
      providers: [{ name: '$$A', folder: '$$B', options: { path: '/$$C/$$$$' } }],
    });
    expect(renderDatasourceProvisioning({ name: '${A}', url: 'http://prometheus/$HOME' })).toMatchObject({
      datasources: [{ name: '$${A}', url: 'http://prometheus/$$HOME' }],
    });
  });

  test('where the files are', () => {
    expect([DASHBOARD_DIRECTORY, `${PROVISIONING_DIRECTORY}/${PROVISIONING_FILE}`]).toEqual([
      '/var/lib/grafana/dashboards/orchestrator',
      '/etc/grafana/provisioning/dashboards/orchestrator.yaml',
    ]);
  });
});

describe('data source', () => {
  test('defaults', () => {
    expect(renderDatasourceProvisioning({ url: 'http://prometheus:9090' })).toStrictEqual({
      apiVersion: 1,
      datasources: [
        {
          name: 'Prometheus',
          type: 'prometheus',
          uid: 'prometheus',
          access: 'proxy',
          url: 'http://prometheus:9090',
          isDefault: true,
          jsonData: { httpMethod: 'POST', timeInterval: '15s', prometheusType: 'Prometheus' },
          editable: false,
          orgId: 1,
        },
      ],
    });
  });

  test('every field can be said', () => {
    const props = {
      name: 'Mimir',
      uid: 'mimir',
      url: 'http://mimir',
      isDefault: false,
      scrapeInterval: '30s',
      orgId: 7,
    };

    expect(renderDatasourceProvisioning(props)['datasources']).toMatchObject([
      {
        name: 'Mimir',
        uid: 'mimir',
        url: 'http://mimir',
        isDefault: false,
        jsonData: { timeInterval: '30s' },
        orgId: 7,
      },
    ]);
  });
});
