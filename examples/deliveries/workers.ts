import { Size } from 'cdk8s';
import * as kplus from 'cdk8s-plus-34';
import { Construct } from 'constructs';
import type { Mixin } from 'pupsourcing-orchestrator-monitoring';
import { makeScrapeable } from 'pupsourcing-orchestrator-monitoring/cdk8s';

import { WORKER_NAMESPACE } from './fleet';

/** The workers of the replica set `orders`: a Deployment whose pods every scrape variant finds. */
export class Workers extends Construct {
  constructor(scope: Construct, id: string, mixin: Mixin) {
    super(scope, id);
    const deployment = new kplus.Deployment(this, 'deployment', {
      metadata: { name: 'orders', namespace: WORKER_NAMESPACE },
      replicas: 3,
      securityContext: { user: 65532, group: 65532, fsGroup: 65532 },
    });
    deployment.addContainer({
      name: 'worker',
      image: 'registry.example.com/orders-worker:1.4.0',
      resources: {
        cpu: { request: kplus.Cpu.millis(100), limit: kplus.Cpu.millis(1000) },
        memory: { request: Size.mebibytes(64), limit: Size.mebibytes(256) },
      },
      securityContext: {
        user: 65532,
        group: 65532,
        ensureNonRoot: true,
        readOnlyRootFilesystem: true,
        allowPrivilegeEscalation: false,
        capabilities: { drop: [kplus.Capability.ALL] },
        seccompProfile: { type: kplus.SeccompProfileType.RUNTIME_DEFAULT },
      },
    });
    makeScrapeable(deployment, { mixin, replicaSet: 'orders' });
  }
}
