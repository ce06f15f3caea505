/** Names that a program has given away. Grafana and Kubernetes would refuse them the second time, and only when the first half is made. */
import * as pulumi from '@pulumi/pulumi';
import type { Problem } from '../orchestrator';

/** Something that is there once. */
export interface ClaimedName {
  /** What it is, and nothing else: `dashboard`. */
  readonly kind: string;
  readonly name: string;
  /** The prop that says it. */
  readonly path: string;
}

/** Names of components by what they have. */
type Owners = Map<string, string>;

/** By the monitor that a run of a program talks to, since a process may run several, and then by the provider, which stands for a Grafana or a cluster. */
const claimed = new WeakMap<object, Map<pulumi.ProviderResource | undefined, Owners>>();

/**
 * Claims names for a component.
 *
 * @param within the organization or the namespace, as far as it is known
 * @param type what the provider is looked up by
 * @returns a problem for each that another component has in the same place of the same provider; then nothing is claimed
 */
export function claimNames(
  component: pulumi.ComponentResource,
  componentName: string,
  within: string,
  names: readonly ClaimedName[],
  type = 'grafana:oss/folder:Folder',
): readonly Problem[] {
  const owners = ownersOf(component, type);
  const keyOf = ({ kind, name }: ClaimedName): string => JSON.stringify([within, kind, name]);
  const keys = names.map(keyOf);
  const problems = names.flatMap((claim, index) => {
    const isTwice = keys.indexOf(keyOf(claim)) < index;
    const owner = isTwice ? componentName : owners.get(keyOf(claim));
    const message = `found ${JSON.stringify(claim.name)}, which the component ${JSON.stringify(owner)} has; set another one`;
    return owner === undefined ? [] : [{ path: claim.path, message }];
  });
  if (problems.length === 0) {
    names.forEach((claim) => owners.set(keyOf(claim), componentName));
  }
  return problems;
}

function ownersOf(component: pulumi.ComponentResource, type: string): Owners {
  const run = pulumi.runtime.getMonitor() ?? {};
  const provider = component.getProvider(type);
  const byProvider = claimed.get(run) ?? new Map<pulumi.ProviderResource | undefined, Owners>();
  const owners = byProvider.get(provider) ?? new Map<string, string>();
  claimed.set(run, byProvider.set(provider, owners));
  return owners;
}
