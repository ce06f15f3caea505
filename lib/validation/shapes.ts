/**
 * The shapes that everything is put together from which is handed to us: props, options, arguments, answers of servers. A shape's message
 * says what is allowed at its place; `check.ts` makes problems of what does not fit.
 */
import * as v from 'valibot';
import { DURATION_FORM, DURATION_PATTERN, parseDuration } from '../promql/duration';
import type { Marks, Shape } from './parts';
import { isPlainObject, mapValues, valueAt } from './plain-object';
import { looksSecret } from './secrets';
import { show } from './words';

/** One shape for each field: a field that is added and not checked does not compile. */
export type Shapes<TProps> = Readonly<Record<keyof TProps, Shape>>;

/** An object that could have come out of JSON, whatever its fields. */
export const plainObject = (what: string) => v.custom<Readonly<Record<string, unknown>>>(isPlainObject, what);

/** Keys that name an object's prototype: what copies objects leaves them out without a word. */
const UNSAFE_KEYS = ['__proto__', 'constructor', 'prototype'];

const safeObject = (what: string) =>
  also(plainObject(what), (value: object, report) => {
    for (const key of UNSAFE_KEYS.filter((name) => Object.hasOwn(value, name))) {
      report({ keys: [key], found: `the key \`${key}\``, allowed: 'any other', fix: 'rename it' });
    }
  });

/** More than this is not looked into: a fleet of so many replica sets takes seconds, and ten times as many minutes. */
const MAXIMUM_ENTRIES = 10_000;

/** How many there are in a list, or keys in an object; none in anything else. */
const entriesOf = (value: unknown): number | undefined =>
  Array.isArray(value) ? value.length : isPlainObject(value) ? Object.keys(value).length : undefined;

/** What is short enough to be looked into. */
const bounded = v.pipe(
  v.unknown(),
  v.check(
    (value) => (entriesOf(value) ?? 0) <= MAXIMUM_ENTRIES,
    `at most ${String(MAXIMUM_ENTRIES)} entries; split it into several configurations`,
  ),
);

/** An object with these fields and no others. Those that are not required may be left out, or undefined. */
export function fields(
  entries: Readonly<Record<string, Shape>>,
  required: readonly string[] = [],
  what = `an object with ${Object.keys(entries).join(', ')}`,
) {
  const all = Object.entries(entries).map(([key, shape]) => [key, required.includes(key) ? shape : v.optional(shape)]);
  return v.pipe(
    safeObject(what),
    v.objectWithRest(Object.fromEntries(all) as Record<string, Shape>, v.never(), what),
    v.description(what),
  );
}

/** An object whose keys are free, within a shape of theirs. */
export function record(what: string, key: v.GenericSchema<string, string>, value: Shape) {
  return v.pipe(bounded, safeObject(what), v.record(key, value, what), v.description(what));
}

export const list = (what: string, element: Shape) => v.pipe(bounded, v.array(element, what), v.description(what));

/** A list in which no text stands twice, or none in this field of its elements, whatever else is wrong with them. */
export const distinct = (shape: Shape, key?: string) =>
  looking(shape, isShortList, (elements: readonly unknown[], report) => {
    const names = elements.map((element) => (key === undefined ? element : valueAt(element, key)));
    names.forEach((name, index) => {
      const earlier = names.indexOf(name);
      if (name !== undefined && earlier < index) {
        report({
          keys: key === undefined ? [index] : [index, key],
          found: `${show(name)}, which entry [${String(earlier)}] has already`,
          allowed: 'each value once',
        });
      }
    });
  });

const isShortList = ({ value }: Looked): boolean => Array.isArray(value) && value.length <= MAXIMUM_ENTRIES;

/** A list or an object that must not be empty, if it is given; looked at first, since a record leaves out keys that it refuses. */
export const notEmpty = (shape: Shape, allowed: string) =>
  v.pipe(
    v.unknown(),
    v.check((value) => entriesOf(value) !== 0, allowed),
    shape,
  );

/** Something wrong that only code can tell. */
export interface Fault {
  /** From the value down to the place. @default - the value itself */
  readonly keys?: readonly (string | number)[];
  readonly found: string;
  readonly allowed: string;
  readonly fix?: string;
}

/** A shape, and what only code can tell. `look` sees values whose parts are of the right types, if not in the right bounds. */
export const also = (shape: Shape, look: Look) => looking(shape, ({ typed }) => typed, look);

type Look = (value: never, report: (fault: Fault) => void) => void;

interface Looked {
  readonly typed: boolean;
  readonly value: unknown;
}

/** The same of what `isSeen`. */
function looking(shape: Shape, isSeen: (looked: Looked) => boolean, look: Look) {
  return v.pipe(
    shape,
    v.rawCheck<unknown>(({ dataset, addIssue }) => {
      if (isSeen(dataset)) {
        look(dataset.value as never, ({ keys = [], found, allowed, fix }) => {
          addIssue({
            received: found,
            message: allowed,
            expected: fix ?? '',
            ...(keys.length === 0 ? {} : { path: keys.map(pathItem) as [v.IssuePathItem] }),
          });
        });
      }
    }),
  );
}

/** A text of which only code can tell that it is wrong: what is wrong with it, in a few words. */
export function alsoText(shape: Shape, allowed: string, problemOf: (text: string) => string | undefined) {
  return also(shape, (value: string, report) => {
    // Only where the text as such is right: what is longer would take long to read.
    const problem = v.is(shape, value) ? problemOf(value) : undefined;
    if (problem !== undefined) {
      report({ found: `${show(value)} (${problem})`, allowed });
    }
  });
}

function pathItem(key: string | number): v.IssuePathItem {
  return { type: 'unknown', origin: 'value', input: undefined, key, value: undefined };
}

// C0 and C1 control characters, the line separators that YAML and templates treat as line ends, and what YAML does not count as printable.
// eslint-disable-next-line no-control-regex -- the point of the check
const CONTROL_CHARACTER = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/;

/** Whether it is text in one line that YAML, PromQL and templates can all hold. */
export function isOneLine(value: string): boolean {
  return value.isWellFormed() && !CONTROL_CHARACTER.test(value);
}

/** Whether it is such text in one line or several: line feeds and tabs are allowed, too. */
export const isReadable = (value: string): boolean => isOneLine(value.replace(/[\n\t]/g, ' '));

/** A non-empty text of well-formed Unicode; `without` names what it may not have, which `isAllowed` tells. */
function readableText(what: string, maximum: number, isAllowed: (value: string) => boolean, without: string) {
  const allowed = `${what} of at most ${String(maximum)} characters`;
  return v.pipe(
    v.string(allowed),
    v.maxLength(maximum, allowed),
    v.regex(/\S/, allowed),
    v.check((value) => value.isWellFormed(), `${allowed}, in well-formed Unicode`),
    v.check(isAllowed, `${allowed}, without ${without}`),
    v.description(allowed),
  );
}

/** A non-empty text in one line: well-formed Unicode without control characters. */
export const line = (what: string, maximum: number) => readableText(what, maximum, isOneLine, 'control characters');

/**
 * A non-empty text in one line that stands in expressions. Prometheus takes U+FFFD, which decoders put where they could not read a
 * character, for broken UTF-8 there, and refuses the whole file.
 */
export function expressionLine(what: string, maximum: number) {
  const allowed = `${what} of at most ${String(maximum)} characters, without U+FFFD, which stands where a character was lost`;
  return v.pipe(
    line(what, maximum),
    v.check((value) => !value.includes('\ufffd'), allowed),
  );
}

const BUT_LINE_FEEDS = 'control characters but line feeds and tabs';

/** Text of several lines: line feeds and tabs are allowed, too. */
export const paragraph = (what: string, maximum: number) => readableText(what, maximum, isReadable, BUT_LINE_FEEDS);

/** A text of several lines of any length, also none. */
export const readable = (what: string) =>
  v.pipe(v.string(what), v.check(isReadable, `${what} in well-formed Unicode, without ${BUT_LINE_FEEDS}`));

export function text(what: string, form: RegExp, maximum?: number) {
  const shape = v.pipe(v.string(what), v.regex(form, what), v.description(what));
  return maximum === undefined ? shape : v.pipe(shape, v.maxLength(maximum, what));
}

/** A Prometheus duration between two bounds, in seconds, both inclusive. */
export function duration(minimum: number, maximum: number, bounds: string) {
  const allowed = `${DURATION_FORM}, ${bounds}`;
  return v.pipe(
    v.string(allowed),
    v.nonEmpty(allowed),
    v.regex(DURATION_PATTERN, allowed),
    v.check((value) => {
      const seconds = parseDuration(value);
      return seconds !== undefined && seconds >= minimum && seconds <= maximum;
    }, allowed),
    v.description(allowed),
  );
}

/** A whole number between two bounds, both inclusive. */
export function wholeNumber(minimum: number, maximum: number) {
  const allowed = `a whole number from ${String(minimum)} to ${String(maximum)}`;
  return v.pipe(
    v.number(allowed),
    v.integer(allowed),
    v.minValue(minimum, allowed),
    v.maxValue(maximum, allowed),
    v.description(allowed),
  );
}

export const flag = v.boolean('true or false');

export function oneOf(...choices: readonly string[]) {
  const names = choices.map((choice) => `'${choice}'`);
  return v.picklist(choices, [...names.slice(0, -2), names.slice(-2).join(' or ')].join(', '));
}

/** A value of one of several shapes; words about it are those of the one that it resembles most. */
export function anyOf(what: string, ...options: readonly Shape[]) {
  return v.union(options, what);
}

/** A value that is handed on as it is, never copied: a mixin, a construct, a function; `what` completes "allowed:". */
export function given(what: string, isAllowed: (value: unknown) => boolean) {
  return v.custom((value) => {
    try {
      return isAllowed(value);
    } catch {
      // Whoever looks for a part of a mixin need not ask at each step whether there is something to look into.
      return false;
    }
  }, what);
}

/** What holds a secret, or says where one is: a text or number there, however deep, may be the secret and is not shown, nor what to write instead. */
export const withheld = (shape: Shape): Shape & Marks => ({ ...shape, withholds: () => true });

/** What is no secret, near one, or in a place where somebody may put one: shown, unless it looks like a secret. */
export const shown = (shape: Shape): Shape & Marks => ({ ...shape, withholds: looksSecret });

/** An object whose unknown keys may belong somewhere else: `fix` says where, for those that do. */
export const misplacing = (shape: Shape, fix: (key: string) => string | undefined): Shape & Marks => ({
  ...shape,
  misplaced: fix,
});

export const anything = v.unknown();

/** What `passes` accepts is handed on as it is; anything else has to have the shape. */
export function either(passes: (value: unknown) => boolean, otherwise: Shape) {
  return v.lazy((value: unknown) => (passes(value) ? anything : otherwise));
}

const copyOf = (data: unknown): unknown => mapValues(data, copyOf);

const isPlainData = also(v.unknown(), (value: unknown, report) => {
  const visit = (data: unknown, keys: readonly (string | number)[], around: readonly unknown[]): void => {
    if (around.includes(data)) {
      report({ keys, found: 'an object that contains itself', allowed: 'plain data' });
    } else if (Array.isArray(data)) {
      data.forEach((element: unknown, index) => {
        visit(element, [...keys, index], [...around, data]);
      });
    } else if (isPlainObject(data)) {
      Object.entries(data).forEach(([key, field]) => {
        visit(field, [...keys, key], [...around, data]);
      });
    } else if (['object', 'function', 'bigint', 'symbol'].includes(typeof data) && data !== null) {
      report({ keys, found: show(data), allowed: 'plain data' });
    }
  };
  visit(value, [], []);
});

/** Data of any form, as JSON has it; as a copy, like everything that is accepted. */
export const plainData = v.pipe(isPlainData, v.transform(copyOf));

export const ONE_LINE = 'a text of one line that is not empty, without control characters';

/** A text of one line that people can read, of any length. */
export const oneLine = v.pipe(
  v.string(ONE_LINE),
  v.check((value) => value.trim() !== '' && isOneLine(value), ONE_LINE),
);
