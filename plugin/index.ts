/** The entry that Pulumi runs for programs in other languages: it hosts the component, and tells its schema. */
import { componentProviderHost } from '@pulumi/pulumi/provider/experimental';
import { OrchestratorMonitoring } from './orchestrator-monitoring';

void componentProviderHost({
  name: 'pupsourcing-orchestrator-monitoring',
  dirname: __dirname,
  components: [OrchestratorMonitoring],
});
