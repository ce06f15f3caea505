/** The JSON Schema of a configuration file, for editors, from the schema that checks it. What only code can tell, it lets pass. */
import { toJsonSchema } from '@valibot/to-json-schema';
import type { Shape } from '../lib/validation';

export type JsonSchema = Readonly<Record<string, unknown>>;

/** The schema of a configuration file, from the shape of the props. */
export function configurationJsonSchema(shape: Shape): JsonSchema {
  // The last schema of a pipe says most, and checks in code say nothing here.
  const { $schema, ...schema } = toJsonSchema(shape, { typeMode: 'output', errorMode: 'ignore', target: 'draft-07' });
  return {
    $schema,
    title: 'What to monitor: orchestrator-monitoring.yaml',
    ...(refusingUnknownKeys(schema) as JsonSchema),
  };
}

/** Editors have words for `additionalProperties: false`, and none for `{ not: {} }`. */
function refusingUnknownKeys(schema: unknown): unknown {
  if (Array.isArray(schema)) {
    return schema.map(refusingUnknownKeys);
  }
  if (typeof schema !== 'object' || schema === null) {
    return schema;
  }
  const entries = Object.entries(schema)
    .filter(([key, value]) => !(key === 'required' && Array.isArray(value) && value.length === 0))
    .map(([key, value]) => [
      key,
      key === 'additionalProperties' && JSON.stringify(value) === '{"not":{}}' ? false : refusingUnknownKeys(value),
    ]);
  return Object.fromEntries(entries);
}
