import { Size } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import { Construct } from 'constructs';

import { restrictedAs } from './restricted-container';

/** User that Grafana's image is made for. */
const GRAFANA_USER = 472;

/**
 * A small Grafana for people who only look: everybody is a viewer, nobody can sign in, and everything in it is provisioned. It keeps nothing,
 * so there is nothing to back up, and no password to look after.
 */
export class Grafana extends Construct {
  /** Where dashboards and provisioning files are to be mounted. */
  readonly deployment: kplus.Deployment;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.deployment = new kplus.Deployment(this, 'deployment', {
      metadata: { name: 'grafana' },
      replicas: 1,
      securityContext: { fsGroup: GRAFANA_USER },
    });
    const container = this.deployment.addContainer({
      name: 'grafana',
      image: 'grafana/grafana:12.1.1',
      ports: [{ name: 'http', number: 3000 }],
      envVariables: {
        GF_AUTH_ANONYMOUS_ENABLED: kplus.EnvValue.fromValue('true'),
        GF_AUTH_ANONYMOUS_ORG_ROLE: kplus.EnvValue.fromValue('Viewer'),
        GF_AUTH_DISABLE_LOGIN_FORM: kplus.EnvValue.fromValue('true'),
        GF_SECURITY_DISABLE_INITIAL_ADMIN_CREATION: kplus.EnvValue.fromValue('true'),
        GF_ANALYTICS_REPORTING_ENABLED: kplus.EnvValue.fromValue('false'),
      },
      securityContext: restrictedAs(GRAFANA_USER),
      resources: {
        cpu: { request: kplus.Cpu.millis(100), limit: kplus.Cpu.millis(500) },
        memory: { request: Size.mebibytes(128), limit: Size.mebibytes(512) },
      },
      readiness: kplus.Probe.fromHttpGet('/api/health', { port: 3000 }),
    });
    container.mount('/var/lib/grafana', kplus.Volume.fromEmptyDir(this, 'data', 'data'));
    container.mount('/tmp', kplus.Volume.fromEmptyDir(this, 'tmp', 'tmp'));
    this.deployment.exposeViaService({ name: 'grafana', ports: [{ name: 'http', port: 80, targetPort: 3000 }] });
  }
}
