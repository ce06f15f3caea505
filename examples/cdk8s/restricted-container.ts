import * as kplus from 'cdk8s-plus-28';

/** What Kubernetes' "restricted" pod security standard asks of a container, for a user that the image was made for. */
export function restrictedAs(user: number): kplus.ContainerSecurityContextProps {
  return {
    user,
    group: user,
    ensureNonRoot: true,
    readOnlyRootFilesystem: true,
    allowPrivilegeEscalation: false,
    capabilities: { drop: [kplus.Capability.ALL] },
    seccompProfile: { type: kplus.SeccompProfileType.RUNTIME_DEFAULT },
  };
}
