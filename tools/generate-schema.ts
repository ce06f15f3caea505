/** Writes the schemas anew: of the configuration file, from the runtime validation, and of the Pulumi component, from its types: `npm run schema`. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { configurationJsonSchema } from './configuration-schema';
import { monitoringSchema } from '../lib/orchestrator/fleet/schema';
import { pulumiSchema } from './pulumi-schema';

async function main(): Promise<void> {
  const folder = join(__dirname, '..', 'schema');
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    join(folder, 'orchestrator-monitoring.schema.json'),
    `${JSON.stringify(configurationJsonSchema(monitoringSchema), undefined, 2)}\n`,
  );
  writeFileSync(join(folder, 'pulumi-schema.json'), await pulumiSchema());
}

void main();
