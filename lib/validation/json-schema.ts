/**
 * The forms of the props as JSON Schema, for editors: every form carries its own part, made from the same arguments as its check. The
 * schema refuses nothing that the check lets pass; what only code can tell (a name that is given twice, min above max) it lets pass.
 */
import * as v from 'valibot';

/** A JSON Schema, or a part of one. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** Where a form keeps its part. A function, for forms are put together before all that they refer to is. */
const PART = 'jsonSchema';

/** Gives a form its part of the schema. */
export function documented<TInput>(part: () => JsonSchema): v.MetadataAction<TInput, Record<string, () => JsonSchema>> {
  return v.metadata({ [PART]: part });
}

/** A form as JSON Schema. Throws an Error for a form that says nothing about itself. */
export function jsonSchemaOf(form: v.GenericSchema): JsonSchema {
  const part = v.getMetadata(form)[PART];
  if (typeof part === 'function') {
    return (part as () => JsonSchema)();
  }
  const { type, wrapped, options, literal } = form as v.GenericSchema & {
    readonly wrapped?: v.GenericSchema;
    readonly options?: readonly unknown[];
    readonly literal?: unknown;
  };
  switch (type) {
    case 'optional':
      if (wrapped !== undefined) {
        return jsonSchemaOf(wrapped);
      }
      break;
    case 'picklist':
      return { enum: options };
    case 'literal':
      return { const: literal };
    case 'boolean':
    case 'number':
      return { type };
  }
  throw new Error(`a form of the type ${type} says nothing about itself`);
}

/** The schema of a configuration file, from the form of the props. */
export function configurationJsonSchema(form: v.GenericSchema): JsonSchema {
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'What to monitor: orchestrator-monitoring.yaml',
    ...jsonSchemaOf(form),
  };
}
