/** Checks what was handed to us against a shape, and says in our own words what does not fit: the same words at every door. */
import * as v from 'valibot';
import { ConfigError, type Problem } from './config-error';
import { chosen, innermost, markOf, nearest, partOf, type Marks, type Shape } from './parts';
import { formatPath, joinPath, quoteForPeople, type ConfigPath } from './path';
import { isPlainObject } from './plain-object';
import { concealed, correction, isLater, show, showName, suggest } from './words';

/**
 * Every problem of a value, in the order of the shape's fields, unknown ones last; none when it fits.
 *
 * @param path - what the paths of the problems start with
 */
export function problemsOf(shape: Shape, input: unknown, path = ''): readonly Problem[] {
  return parse(shape, input, path).problems;
}

/**
 * What was passed, as a copy that nobody else holds.
 *
 * @throws ConfigError with every problem
 */
export function accept<TInput>(shape: Shape, input: TInput, path = ''): TInput {
  const { output, problems } = parse(shape, input, path);
  if (problems.length > 0) {
    throw new ConfigError(problems);
  }
  return output as TInput;
}

/** Getters and proxies may throw whenever they are read: that is a problem of the value as any other. */
function parse(
  shape: Shape,
  input: unknown,
  path: string,
): { readonly output?: unknown; readonly problems: readonly Problem[] } {
  try {
    const { output, issues } = v.safeParse(shape, input);
    return { output, problems: problemsIn(issues, shape, input, path) };
  } catch (error) {
    const words = quoteForPeople(error instanceof Error ? error.message : String(error));
    const message = `found a value that throws ${words} when it is read; allowed: plain data; pass the value itself`;
    return { problems: [{ path, message }] };
  }
}

type Issue = v.BaseIssue<unknown>;

function problemsIn(issues: readonly Issue[] = [], shape: Shape, input: unknown, path: string): readonly Problem[] {
  const seen = new Set<string>();
  return (
    issues
      .flatMap((issue) => located(shape, input, issue, []))
      .map(({ keys, message }) => ({ path: joinPath(path, formatPath(keys)), message }))
      // One mistake is one problem: a value may fail several checks of the same place, the first says most.
      .filter((problem) => !seen.has(problem.path) && seen.add(problem.path))
  );
}

interface Located {
  readonly keys: ConfigPath;
  readonly message: string;
}

/** What is said of a value that may be a secret, by its type; any other is shown without what is in it. */
const HIDDEN: Readonly<Record<string, string>> = { string: 'a text', number: 'a number', bigint: 'a number' };

function located(
  shape: Shape,
  data: unknown,
  issue: Issue,
  above: ConfigPath,
  withheldAbove?: Marks['withholds'],
): readonly Located[] {
  const below = (issue.path ?? []).map(({ key }) => key as string | number);
  const keys = [...above, ...below];
  const { own, known, input, ...there } = place(shape, data, below);
  const withholds = there.withholds ?? withheldAbove;
  if (issue.type === 'union') {
    const option = own === undefined ? undefined : nearest(innermost(own), input);
    const issues = option === undefined ? undefined : v.safeParse(option, input).issues;
    if (option !== undefined && issues !== undefined) {
      return issues.flatMap((inner) => located(option, input, inner, keys, withholds));
    }
  }
  const key = below.at(-1);
  if (issue.type === 'never' && key !== undefined) {
    const fix = there.misplaced?.(String(key)) ?? suggest(String(key), known);
    return [{ keys, message: sentence(`unknown key ${showName(String(key))}`, known.join(', '), fix) }];
  }
  const hidden = withholds?.(input) === true ? HIDDEN[typeof input] : undefined;
  return [{ keys, message: messageOf(issue, own, known, hidden, key) }];
}

function messageOf(
  issue: Issue,
  own: Shape | undefined,
  known: readonly string[],
  hidden?: string,
  key?: string | number,
): string {
  if (issue.type === 'raw_check' && hidden === undefined) {
    return sentence(
      `found ${issue.received}`,
      issue.message,
      issue.expected === '' ? undefined : (issue.expected ?? undefined),
    );
  }
  if (own !== undefined && issue.input === undefined && known.includes(String(key))) {
    return sentence('missing', v.safeParse(own, undefined).issues?.[0].message ?? '');
  }
  if (issue.path?.at(-1)?.origin === 'key') {
    return sentence(`found the key ${showName(String(key))}`, issue.message, 'rename it');
  }
  if (hidden !== undefined) {
    return sentence(`found ${concealed(hidden)}`, issue.message);
  }
  return sentence(`found ${show(issue.input)}`, issue.message, own === undefined ? undefined : fixOf(own, issue.input));
}

function sentence(found: string, allowed: string, fix?: string): string {
  return [found, `allowed: ${allowed}`, ...(fix === undefined ? [] : [fix])].join('; ');
}

function fixOf(shape: Shape, value: unknown): string | undefined {
  if (value === null) {
    return shape.type === 'optional' ? 'leave it out' : undefined;
  }
  if (isLater(value)) {
    return 'it must be known when the program runs';
  }
  const { options = [] } = innermost(shape);
  const names = options.filter((option) => typeof option === 'string');
  return (
    correction(value, (candidate) => v.is(shape, candidate)) ??
    (typeof value === 'string' ? suggest(value, names) : undefined)
  );
}

/** What is said about a place of the data. */
function place(shape: Shape, data: unknown, keys: ConfigPath) {
  let own: Shape | undefined = shape;
  let known: readonly string[] = [];
  let input = data;
  let withholds = markOf('withholds', own, input);
  let misplaced: Marks['misplaced'];
  for (const key of keys) {
    misplaced = markOf('misplaced', own, input);
    known = own === undefined ? [] : Object.keys(chosen(own, input).entries ?? {});
    own = partOf(own, key, input);
    input = fieldOf(input, key);
    withholds = markOf('withholds', own, input) ?? withholds;
  }
  return { own, known, input, withholds, misplaced };
}

function fieldOf(data: unknown, key: string | number): unknown {
  return Array.isArray(data) || isPlainObject(data)
    ? (data as Readonly<Record<string | number, unknown>>)[key]
    : undefined;
}
