/** Writes the JSON Schema of the configuration file anew, from the runtime validation: `npm run schema`. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { configurationJsonSchema } from '../lib/mixin/config-json-schema';
import { monitoringSchema } from '../lib/mixin/config-schema';

const folder = join(__dirname, '..', 'schema');
mkdirSync(folder, { recursive: true });
writeFileSync(
  join(folder, 'orchestrator-monitoring.schema.json'),
  `${JSON.stringify(configurationJsonSchema(monitoringSchema), undefined, 2)}\n`,
);
