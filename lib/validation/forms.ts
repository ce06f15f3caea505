/**
 * What a value of the props may look like: the forms that the schema is put together from. A form's message says what is allowed;
 * whatever is wrong is reported, not only the first.
 *
 * Issues carry the words of the problem in valibot's own fields: `received` is what was found, `message` what is allowed, `expected` how to
 * mend it. Objects are walked by our own hand, since valibot's object schemas pass over keys such as `constructor` and `__proto__`.
 */
import * as v from 'valibot';
import { correction, show, suggest } from './found';
import { isPlainObject, type PlainObject } from './input';
import { documented, jsonSchemaOf, type JsonSchema } from './json-schema';
import { DURATION_FORM, DURATION_PATTERN, parseDuration } from '../promql/duration';

/** Any form. */
export type Form = v.GenericSchema;

type AddIssue = v.RawCheckAddIssue<unknown>;

// C0 and C1 control characters, the line separators that YAML and templates treat as line ends, and what YAML does not count as printable.
// eslint-disable-next-line no-control-regex -- the point of the check
const CONTROL_CHARACTER = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/;

/** Whether it is text in one line that YAML, PromQL and templates can all hold. */
export function isOneLine(value: string): boolean {
  return value.isWellFormed() && !CONTROL_CHARACTER.test(value);
}

/** Reports what is wrong with a part of an object or a list: the first problem of the value itself, and all problems below it. */
function inspect(form: Form, value: unknown, item: v.IssuePathItem, otherwise: string, addIssue: AddIssue): void {
  let reported = false;
  for (const issue of v.safeParse(form, value).issues ?? []) {
    const below = issue.path;
    if (below !== undefined) {
      const { input, message } = issue;
      addIssue({ input, message, expected: issue.expected ?? '', received: issue.received, path: [item, ...below] });
    } else if (!reported) {
      reported = true;
      addIssue({
        input: value,
        message: issue.message,
        received: issue.type === 'raw_check' ? issue.received : show(value),
        expected:
          issue.type === 'raw_check' && issue.expected !== null ? issue.expected : mendOf(form, value, otherwise),
        path: [item],
      });
    }
  }
}

function mendOf(form: Form, value: unknown, otherwise: string): string {
  if (value === null && form.type === 'optional') {
    return 'leave it out';
  }
  return correction(value, (candidate) => v.is(form, candidate)) ?? suggestOption(form, value) ?? otherwise;
}

function suggestOption(form: Form, value: unknown): string | undefined {
  const inner = form.type === 'optional' && 'wrapped' in form ? form.wrapped : form;
  const options = (inner as { readonly options?: unknown }).options;
  const names = Array.isArray(options) ? options.filter((option) => typeof option === 'string') : [];
  return typeof value === 'string' ? suggest(value, names) : undefined;
}

function keyItem(input: PlainObject, key: string): v.IssuePathItem {
  return { type: 'object', origin: 'value', input, key, value: input[key] };
}

function objectForm(
  what: string,
  shape: () => JsonSchema,
  checkObject: (input: PlainObject, addIssue: AddIssue) => void,
) {
  return v.pipe(
    v.custom<PlainObject>(isPlainObject, what),
    v.rawCheck<PlainObject>(({ dataset, addIssue }) => {
      // A value of another type was refused before; it arrives here nonetheless.
      if (isPlainObject(dataset.value)) {
        checkObject(dataset.value, addIssue);
      }
    }),
    documented(() => ({ type: 'object', description: what, ...shape() })),
  );
}

/** An object with these fields and no others. A field is optional if its form is. */
export function fields(what: string, entries: Readonly<Record<string, Form>>) {
  const known = Object.keys(entries);
  const shape = (): JsonSchema => ({
    properties: Object.fromEntries(Object.entries(entries).map(([key, form]) => [key, jsonSchemaOf(form)])),
    required: known.filter((key) => entries[key]?.type !== 'optional'),
    additionalProperties: false,
  });
  return objectForm(`an object with ${what}`, shape, (input, addIssue) => {
    for (const [key, form] of Object.entries(entries)) {
      const item = keyItem(input, key);
      const optional = form.type === 'optional';
      if (Object.hasOwn(input, key) && (input[key] !== undefined || optional)) {
        inspect(form, input[key], item, optional ? 'correct it or leave it out' : 'correct it', addIssue);
      } else if (!optional) {
        const [issue] = v.safeParse(form, undefined).issues ?? [];
        addIssue({ message: issue?.message ?? '', received: 'nothing', expected: 'add it', path: [item] });
      }
    }
    for (const key of Object.keys(input)) {
      if (!Object.hasOwn(entries, key)) {
        addIssue({
          received: `the unknown key ${show(key)}`,
          message: known.join(', '),
          expected: suggest(key, known) ?? 'remove it',
          path: [keyItem(input, key)],
        });
      }
    }
  });
}

/** Which keys an object with free keys may have. */
export interface KeyForm {
  /** What is allowed. */
  readonly what: string;
  readonly isAllowed: (key: string) => boolean;
  /** What all allowed keys match, for editors. */
  readonly pattern: RegExp;
  /** Names that have a meaning of their own. */
  readonly reserved?: readonly string[];
}

/** An object whose keys are free, within a form. */
export function record(what: string, keys: KeyForm, form: Form) {
  const shape = (): JsonSchema => ({
    propertyNames: {
      pattern: keys.pattern.source,
      ...(keys.reserved === undefined ? {} : { not: { enum: keys.reserved } }),
    },
    additionalProperties: jsonSchemaOf(form),
  });
  return objectForm(what, shape, (input, addIssue) => {
    for (const key of Object.keys(input)) {
      const item = keyItem(input, key);
      const received = `the key ${show(key)}`;
      if (isReserved(key, keys.reserved)) {
        addIssue({ received, message: anyBut(keys.reserved), expected: 'rename it', path: [item] });
      } else if (!keys.isAllowed(key)) {
        addIssue({ received, message: keys.what, expected: 'rename it', path: [item] });
      } else {
        inspect(form, input[key], item, 'correct it or remove it', addIssue);
      }
    }
  });
}

/** Whether a label is among the reserved ones, or is Prometheus's own by its form. */
export function isReserved(label: string, reserved: readonly string[] = []): boolean {
  return label.startsWith('__') || reserved.includes(label);
}

/** What is allowed beside reserved labels. */
export function anyBut(reserved: readonly string[] = []): string {
  return [
    'any name but',
    ...(reserved.length === 0 ? [] : [reserved.join(', '), 'and']),
    'those that start with __',
  ].join(' ');
}

/** A list of values of one form, of which no two may have the same identity. */
export function list(
  what: string,
  form: Form,
  identity?: { readonly of: (element: unknown) => unknown; readonly key?: string },
) {
  return v.pipe(
    v.custom<readonly unknown[]>(Array.isArray, what),
    v.rawCheck<readonly unknown[]>(({ dataset, addIssue }) => {
      if (!Array.isArray(dataset.value)) {
        return;
      }
      const input: unknown[] = dataset.value;
      const first = new Map<unknown, number>();
      input.forEach((value, key) => {
        const item: v.IssuePathItem = { type: 'array', origin: 'value', input, key, value };
        inspect(form, value, item, 'correct it or remove it', addIssue);
        const name = identity?.of(value);
        const earlier = first.get(name);
        if (typeof name !== 'string') {
          return;
        }
        if (earlier === undefined) {
          first.set(name, key);
          return;
        }
        const below = identity?.key;
        addIssue({
          received: `${show(name)}, which entry [${String(earlier)}] has already`,
          message: 'each value once',
          expected: 'rename or remove one of them',
          path: [item, ...(below === undefined || !isPlainObject(value) ? [] : [keyItem(value, below)])],
        });
      });
    }),
    documented(() => ({ type: 'array', description: what, items: jsonSchemaOf(form) })),
  );
}

/** A non-empty text in one line: well-formed Unicode without control characters. */
export function line(what: string, maximum: number) {
  const allowed = `${what} of at most ${String(maximum)} characters`;
  return v.pipe(
    v.string(allowed),
    v.check((value) => value.trim() !== '' && value.length <= maximum, allowed),
    v.check((value) => value.isWellFormed(), `${allowed}, in well-formed Unicode`),
    v.check(isOneLine, `${allowed}, without control characters`),
    documented(() => ({ type: 'string', description: allowed, pattern: '\\S', maxLength: maximum })),
  );
}

/**
 * A non-empty text in one line that stands in expressions. Prometheus takes U+FFFD, which decoders put where they could not read a
 * character, for broken UTF-8 there, and refuses the whole file.
 */
export function expressionLine(what: string, maximum: number) {
  return v.pipe(
    line(what, maximum),
    v.check(
      (value) => !value.includes('\ufffd'),
      `${what} of at most ${String(maximum)} characters, without U+FFFD, which stands where a character was lost`,
    ),
  );
}

/** The same, or the empty text. */
export function lineOrNothing(what: string, maximum: number) {
  const allowed = `${what} of at most ${String(maximum)} characters, or ''`;
  return v.pipe(
    v.union([v.literal(''), expressionLine(what, maximum)], allowed),
    documented(() => ({ type: 'string', description: allowed, maxLength: maximum })),
  );
}

/** Text of several lines: line feeds and tabs are allowed, too. */
export function paragraph(what: string, maximum: number) {
  const allowed = `${what} of at most ${String(maximum)} characters`;
  return v.pipe(
    v.string(allowed),
    v.check((value) => value.trim() !== '' && value.length <= maximum, allowed),
    v.check((value) => value.isWellFormed(), `${allowed}, in well-formed Unicode`),
    v.check(
      (value) => isOneLine(value.replace(/[\n\t]/g, ' ')),
      `${allowed}, without control characters but line feeds and tabs`,
    ),
    documented(() => ({ type: 'string', description: allowed, pattern: '\\S', maxLength: maximum })),
  );
}

/** A text that matches a pattern. */
export function matching(pattern: RegExp, what: string, maximum = Infinity) {
  return v.pipe(
    v.string(what),
    v.check((value) => value.length <= maximum && pattern.test(value), what),
    documented(() => ({
      type: 'string',
      description: what,
      pattern: pattern.source,
      ...(Number.isFinite(maximum) ? { maxLength: maximum } : {}),
    })),
  );
}

/** A Prometheus duration between two bounds, in seconds, both inclusive. */
export function duration(minimum: number, maximum: number, bounds: string) {
  const allowed = `${DURATION_FORM}, ${bounds}`;
  return v.pipe(
    v.string(allowed),
    v.check((value) => {
      const inSeconds = parseDuration(value);
      return inSeconds !== undefined && inSeconds >= minimum && inSeconds <= maximum;
    }, allowed),
    documented(() => ({ type: 'string', description: allowed, pattern: DURATION_PATTERN.source, minLength: 1 })),
  );
}

/** A whole number between two bounds, both inclusive. */
export function wholeNumber(minimum: number, maximum: number) {
  const allowed = `a whole number from ${String(minimum)} to ${String(maximum)}`;
  return v.pipe(
    v.number(allowed),
    v.check((value) => Number.isInteger(value) && value >= minimum && value <= maximum, allowed),
    documented(() => ({ type: 'integer', description: allowed, minimum, maximum })),
  );
}

/** Nothing: what a lazy form answers when a value has none of the shapes that it may have. */
export function nothing(allowed: string) {
  return v.custom(() => false, allowed);
}

/** A value that has one of several forms; which of them it is held to follows from the value. */
export function oneOfForms(forms: readonly Form[], choose: (input: unknown) => Form) {
  return v.pipe(
    v.lazy(choose),
    documented(() => ({ anyOf: forms.map(jsonSchemaOf) })),
  );
}

/** True or false. */
export const flag = v.boolean('true or false');
