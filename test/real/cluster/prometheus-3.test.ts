/** What only the new Prometheus reads. Everything else that promtool is asked, it is asked in this test run by the same tests as in `npm test`. */
import { spawnSync } from 'node:child_process';

import { createMixin, renderScrapeConfig, toYaml, type MonitoringProps } from '../../../lib';
import { GOOD } from '../../validation/problems';
import { expectAccepted, promtoolCheck } from '../promtool';

test.each(['promtool', 'prometheus'])('%s is the new one', (program) => {
  const { stdout, stderr } = spawnSync(program, ['--version'], { encoding: 'utf8' });

  // `npm run test:real` sees to it.
  expect(stdout + stderr).toMatch(new RegExp(`^${program}, version 3\\.16\\.0 `));
});

const CONFIGURATIONS: readonly (readonly [string, MonitoringProps])[] = [
  ['hardened', {}],
  ['upstream', { profile: 'upstream' }],
  ['all props', GOOD],
  ['namespaces and labels', { scrape: { namespaces: ['a', 'b'], podLabels: { 'app.kubernetes.io/name': 'a.b' } } }],
];

describe('scrape configurations with their discovery', () => {
  const configOf = (props: MonitoringProps): string => toYaml(renderScrapeConfig(createMixin(props).scrapeJob));

  test.each(CONFIGURATIONS)('%s', (_name, props) => {
    const config = configOf(props);

    expect(config).toContain('kubernetes_sd_configs:');
    expectAccepted('config', { 'prometheus.yaml': config });
  });

  test('with a role that there is not are refused', () => {
    const { status, output } = promtoolCheck('config', {
      'prometheus.yaml': configOf({}).replace('role: pod', 'role: pods'),
    });

    expect(status).not.toBe(0);
    expect(output).toContain('unknown Kubernetes SD role');
  });
});
