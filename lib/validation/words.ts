/** The words of a problem: what was found, and what to write instead. */
import { closest, distance } from 'fastest-levenshtein';
import { parseDuration } from '../promql/duration';
import { quoteForPeople } from './path';
import { isPlainObject } from './plain-object';

const LONGEST = 80;

/** A value as an error message shows it: JSON where it has one, in one line, cut after 80 characters. */
export function show(value: unknown): string {
  if (typeof value === 'string') {
    return quoteForPeople(value);
  }
  if (Array.isArray(value)) {
    return value.length === 0 ? 'an empty list' : `a list of ${String(value.length)}`;
  }
  if (isPlainObject(value)) {
    return `an object with ${enumerate(Object.keys(value)) || 'no keys'}`;
  }
  if (typeof value === 'function') {
    return 'a function';
  }
  if (typeof value === 'object' && value !== null) {
    return isLater(value) ? 'a value that is known later' : instance(value);
  }
  return typeof value === 'bigint' ? `${String(value)}n` : String(value);
}

/** What is said in place of a value that may be a secret: of `a text`, for instance. */
export const concealed = (what: string): string => `${what}, which may be a secret and is not shown`;

function instance({ constructor }: object): string {
  return typeof constructor === 'function' && /^\w{1,60}$/.test(constructor.name)
    ? `an instance of ${constructor.name}`
    : 'an instance of a class';
}

/** The first few of many names, and how many more there are: `a, b, c and 4 more`. */
export function abbreviated(names: readonly string[], most = 3): string {
  const more = names.length - most;
  return `${names.slice(0, most).join(', ')}${more > 0 ? ` and ${String(more)} more` : ''}`;
}

/** Whether it is a Promise, or an Output of Pulumi. */
export function isLater(value: unknown): boolean {
  const { then, __pulumiOutput } = (value ?? {}) as Readonly<Record<string, unknown>>;
  return typeof value === 'object' && (__pulumiOutput === true || typeof then === 'function');
}

export function showName(name: string): string {
  return /^[\w$./-]{1,80}$/.test(name) ? `\`${name}\`` : show(name);
}

/** Keys in a row, cut where a row would become a page. */
function enumerate(keys: readonly string[]): string {
  const shown = keys.slice(0, 8).map((key) => (/^[\w$-]{1,40}$/.test(key) ? key : show(key)));
  return [...shown, ...(keys.length > shown.length ? ['...'] : [])].join(', ');
}

/** "did you mean `workers`?", or undefined where nothing is near. Upper and lower case count as near. */
export function suggest(unknown: string, known: readonly string[]): string | undefined {
  // A longer one is no slip of the pen, and comparing it would take long.
  if (unknown === '' || known.length === 0 || unknown.length > LONGEST) {
    return undefined;
  }
  const lower = unknown.toLowerCase();
  const nearest = closest(
    lower,
    known.map((key) => key.toLowerCase()),
  );
  const match = known.find((key) => key.toLowerCase() === nearest) ?? '';
  // Of two letters, two are all: `lt` is no slip for `>`.
  const near = distance(lower, nearest) <= Math.min(Math.max(2, Math.floor(match.length / 3)), match.length - 1);
  return near || (lower.length > 2 && nearest.startsWith(lower)) ? `did you mean \`${match}\`?` : undefined;
}

/**
 * What to write instead of a value that is not allowed: the first of the usual slips (quotes around a number, a number for a text, one
 * value for a list, a duration in words) whose correction is allowed.
 */
export function correction(value: unknown, isAllowed: (candidate: unknown) => boolean): string | undefined {
  const found = candidates(value, isAllowed).find((candidate) => candidate !== value && isAllowed(candidate));
  return found === undefined ? undefined : `write ${Array.isArray(found) ? `[${show(found[0])}]` : show(found)}`;
}

function candidates(value: unknown, isAllowed: (candidate: unknown) => boolean): readonly unknown[] {
  if (typeof value === 'number') {
    // Seconds, where no other letter will do: the name of a port may be `9090s`, and was not meant.
    return [String(value), ...(isAllowed(`${String(value)}x`) ? [] : [`${String(value)}s`])];
  }
  if (typeof value !== 'string' || value.length > LONGEST) {
    return [];
  }
  const trimmed = value.trim();
  const lower = trimmed.toLowerCase();
  return [
    ...(trimmed === '' ? [] : [trimmed, lower]),
    ...(/^-?\d+(\.\d+)?$/.test(trimmed) ? [Number(trimmed)] : []),
    ...(lower === 'true' || lower === 'false' ? [lower === 'true'] : []),
    ...durationInWords(lower),
    // A list of one, where no text will do.
    ...(isAllowed('x') ? [] : [[value]]),
  ];
}

/** `5 minutes` as `5m`: the first letter of the unit is what Prometheus wants. */
function durationInWords(words: string): readonly string[] {
  const short = words
    .replace(/(\d)\s*(milliseconds?|msecs?)\b/g, '$1ms')
    .replace(
      /(\d)\s*(years?|weeks?|days?|hours?|hrs?|minutes?|mins?|seconds?|secs?)\b/g,
      (_, digit: string, unit: string) => digit + unit.slice(0, 1),
    )
    .replace(/\s+|,|\band\b/g, '');
  return parseDuration(short) === undefined ? [] : [short];
}
