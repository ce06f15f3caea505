import * as kplus from 'cdk8s-plus-28';
import { Construct } from 'constructs';

import { WORKER_NAMESPACE } from './fleet';

/** A service account that may find the workers' pods, and nothing else: a Role in their namespace instead of a ClusterRole. */
export class WorkerReader extends Construct {
  readonly serviceAccount: kplus.IServiceAccount;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    const serviceAccount = new kplus.ServiceAccount(this, 'service-account', {
      metadata: { name: 'prometheus' },
      // Prometheus asks Kubernetes for the pods with it.
      automountToken: true,
    });
    const role = new kplus.Role(this, 'role', { metadata: { namespace: WORKER_NAMESPACE } });
    role.allowRead(kplus.ApiResource.PODS);
    role.bind(serviceAccount);
    this.serviceAccount = kplus.ServiceAccount.fromServiceAccountName(this, 'reference', serviceAccount.name);
  }
}
