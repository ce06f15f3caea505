/** What OrchestratorMonitoring does, for components of one's own. */
import type * as pulumi from '@pulumi/pulumi';
import { loadGrafana } from './loading';
import type { DescribedArgs, GrafanaResources, OrchestratorMonitoringArgs } from './orchestrator-monitoring-args';

/**
 * Makes the folder, the dashboards, the rule groups and the contact points as children of `component`, with names that begin with `name`.
 * OrchestratorMonitoring does no more than this; it is here for components of one's own. What the component depends on, they do.
 *
 * @throws InputPropertiesError with every mistake of the arguments, each by the name of its prop, before anything is made
 */
export function createGrafanaResources(
  component: pulumi.ComponentResource,
  name: string,
  args: OrchestratorMonitoringArgs,
  opts?: Pick<pulumi.ComponentResourceOptions, 'dependsOn'>,
): GrafanaResources {
  const { checkArgs, createChecked } = loadGrafana();
  return createChecked(component, name, args, checkArgs(component.constructor.name, args), opts);
}

/**
 * The same for arguments that have the description in one of its own. Programs in other languages have it like this.
 *
 * @throws InputPropertiesError as createGrafanaResources; paths within the description begin with `monitoring.`
 */
export function createDescribedResources(
  component: pulumi.ComponentResource,
  name: string,
  described: DescribedArgs,
  opts?: Pick<pulumi.ComponentResourceOptions, 'dependsOn'>,
): GrafanaResources {
  const { checkArgs, checkDescribed, createChecked } = loadGrafana();
  const kind = component.constructor.name;
  const args = checkDescribed(kind, described);
  return createChecked(component, name, args, checkArgs(kind, args, 'monitoring'), opts);
}
