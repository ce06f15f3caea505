/** The JSON Schema of a configuration file, for editors, from the schema that checks it. What only code can tell, it lets pass. */
import { toJsonSchema } from '@valibot/to-json-schema';
import { DELIVERY_PARTS } from '../lib/render/kubernetes/deliveries/delivery';
import { DELIVERIES } from '../lib/render/kubernetes/deliveries/registry';
import { DELIVERY_CHECKS } from '../lib/render/kubernetes/deliveries/render-delivery';
import type { Shape } from '../lib/validation';

export type JsonSchema = Readonly<Record<string, unknown>>;

/** The schema of a configuration file, from the shape of the props. */
export function configurationJsonSchema(shape: Shape): JsonSchema {
  // The last schema of a pipe says most, and checks in code say nothing here.
  const { $schema, ...schema } = toJsonSchema(shape, { typeMode: 'output', errorMode: 'ignore', target: 'draft-07' });
  const own = refusingUnknownKeys(schema) as JsonSchema;
  return {
    $schema,
    title: 'What to monitor: orchestrator-monitoring.yaml',
    ...own,
    properties: { ...(own['properties'] as JsonSchema), delivery: DELIVERY_SCHEMA },
  };
}

const DELIVERY_NAMES = Object.keys(DELIVERIES).flatMap((name) => {
  const kebabCase = name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  return kebabCase === name ? [name] : [kebabCase, name];
});

/** What the command line reads beside the props. Which options a delivery has, only code tells. */
const DELIVERY_SCHEMA: JsonSchema = {
  description: 'how manifests reach Prometheus and Grafana in a cluster',
  anyOf: [
    { enum: DELIVERY_NAMES },
    {
      type: 'object',
      properties: {
        name: { enum: DELIVERY_NAMES },
        objects: {
          description: 'what the objects are called, where they go and what they carry',
          type: 'object',
          properties: Object.fromEntries(
            Object.keys(DELIVERY_CHECKS).map((key) => [
              key,
              key === 'omit' ? { type: 'array', items: { enum: DELIVERY_PARTS } } : {},
            ]),
          ),
          additionalProperties: false,
        },
      },
    },
  ],
};

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
