/** The schema that Pulumi makes SDKs of other languages from, out of the component's own types. */
import { join } from 'node:path';
import { ComponentProvider } from '@pulumi/pulumi/provider/experimental/provider';
import { OrchestratorMonitoring } from '../plugin/orchestrator-monitoring';

/** The schema as it is committed: what the plugin would tell, indented. */
export async function pulumiSchema(): Promise<string> {
  const provider = new ComponentProvider({
    name: 'pupsourcing-orchestrator-monitoring',
    dirname: join(__dirname, '..', 'plugin'),
    components: [OrchestratorMonitoring],
  });
  return `${JSON.stringify(JSON.parse(await provider.getSchema()), undefined, 2)}\n`;
}
