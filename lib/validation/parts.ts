/** The parts of a shape: what it says about a value's fields and elements. */
import type * as v from 'valibot';
import { isPlainObject } from './plain-object';

/** What something may look like: a schema of valibot. */
export type Shape = v.GenericSchema;

/** What we say of a shape beside what valibot knows: no metadata of valibot, which would stand in the JSON Schema. */
export interface Marks {
  /** Whether a value is not shown, here and beneath, as far as nothing beneath has a mark of its own. */
  readonly withholds?: (value: unknown) => boolean;
  /** What to do with an unknown key that belongs somewhere else. */
  readonly misplaced?: (key: string) => string | undefined;
}

/** What is asked of a shape here. */
export interface Parts {
  readonly type: string;
  readonly pipe?: readonly (Shape | { readonly kind: 'validation' | 'transformation' | 'metadata' })[];
  readonly wrapped?: Shape;
  readonly getter?: (value: unknown) => Shape;
  readonly options?: readonly unknown[];
  readonly entries?: Readonly<Record<string, Shape>>;
  readonly item?: Shape;
  readonly value?: Shape;
}

/** A shape without what it is wrapped in. */
export function innermost(shape: Shape): Parts {
  const parts = shape as Parts;
  const inner = parts.pipe?.filter((part): part is Shape => part.kind === 'schema').at(-1) ?? parts.wrapped;
  return inner === undefined ? parts : innermost(inner);
}

/** The same, where what it chooses by the value is chosen: of several, the one that the value resembles most. */
export function chosen(shape: Shape, value: unknown): Parts {
  const parts = innermost(shape);
  const inner = parts.getter?.(value) ?? (parts.type === 'union' ? nearest(parts, value) : undefined);
  return inner === undefined ? parts : chosen(inner, value);
}

/** A mark of a shape, or of what it is wrapped around; undefined where it has none. */
export function markOf<TMark extends keyof Marks>(
  mark: TMark,
  shape: Shape | undefined,
  value: unknown,
): Marks[TMark] | undefined {
  const { pipe = [], wrapped, getter, [mark]: own } = (shape ?? {}) as Partial<Parts> & Marks;
  const within = [...pipe.filter((part): part is Shape => part.kind === 'schema'), wrapped, getter?.(value)];
  return own ?? within.map((part) => part && markOf(mark, part, value)).find((one) => one !== undefined);
}

/** The shape of a field or an element of a value; undefined where nothing is said about it. */
export function partOf(shape: Shape | undefined, key: string | number, value: unknown): Shape | undefined {
  if (shape === undefined) {
    return undefined;
  }
  const { entries, item, value: each } = chosen(shape, value);
  return entries === undefined ? (item ?? each) : Object.hasOwn(entries, key) ? entries[key] : undefined;
}

/** The option that a value resembles most; undefined if it resembles none, or several alike. */
export function nearest({ options = [] }: Parts, value: unknown): Shape | undefined {
  const ranked = (options as readonly Shape[]).map((option) => ({
    option,
    rank: resemblance(chosen(option, value), value),
  }));
  const best = Math.max(0, ...ranked.map(({ rank }) => rank));
  const [one, another] = ranked.filter(({ rank }) => rank === best && rank > 0);
  return another === undefined ? one?.option : undefined;
}

function resemblance({ type, entries, item, value: each }: Parts, value: unknown): number {
  if (Array.isArray(value)) {
    return item === undefined ? 0 : 1;
  }
  if (!isPlainObject(value)) {
    return type === typeof value ? 1 : 0;
  }
  return entries === undefined
    ? Number(each !== undefined)
    : Object.keys(value).filter((key) => Object.hasOwn(entries, key)).length;
}
