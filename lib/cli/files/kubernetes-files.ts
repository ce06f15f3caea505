/** Kubernetes manifests, through the cdk8s constructs: cdk8s is loaded only when they are asked for. */
import type { Mixin } from '../../orchestrator';
import { toYaml, type RenderedFile } from '../../render';
import { UsageError } from '../exit-codes';

/** What a manifest has at the least. */
interface Manifest {
  readonly metadata: { readonly name: string };
}

/**
 * One file for each object: dashboards and their provisioning, and what the Prometheus operator reads.
 *
 * @throws UsageError where cdk8s is not installed
 */
export async function renderKubernetesFiles(mixin: Mixin): Promise<readonly RenderedFile[]> {
  const { App, Chart, OrchestratorMonitoring } = await loadConstructs();
  const chart = new Chart(new App(), 'monitoring');
  const { objects } = new OrchestratorMonitoring(chart, 'orchestrator', { mixin });
  // One by one, not by synthesis: that looks for who would read them among the objects of an app, and here there is no app.
  return objects
    .map((object) => object.toJson() as Manifest)
    .map((manifest) => ({ path: `kubernetes/${manifest.metadata.name}.yaml`, content: toYaml(manifest) }));
}

async function loadConstructs() {
  try {
    const { App, Chart } = await import('cdk8s');
    const { OrchestratorMonitoring } = await import('../../cdk8s/index.js');
    return { App, Chart, OrchestratorMonitoring };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ERR_MODULE_NOT_FOUND' || code === 'MODULE_NOT_FOUND') {
      throw new UsageError(
        'kubernetes/*.yaml is made by cdk8s, which is not installed: npm install cdk8s constructs, or leave kubernetes out of --only',
      );
    }
    throw error;
  }
}
