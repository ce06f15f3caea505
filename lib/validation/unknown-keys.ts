/** What is said of a key that is unknown where it stands: keys are misspelled, wrapped in one too many, or known at another level. */
import * as v from 'valibot';
import { chosen, fieldOf, partOf, type Shape } from './parts';
import { formatPath, type ConfigPath } from './path';
import { isPlainObject } from './plain-object';
import { showName, suggest } from './words';

/** How far below its place a key is looked for: from `alerts`, in `alerts.overrides` and each of these. */
const LEVELS_BELOW = 2;

/** An object of the data, or one that could be there. */
interface Place {
  readonly path: ConfigPath;
  readonly shape: Shape | undefined;
  readonly value: unknown;
}

/**
 * What to do with it; undefined where nothing is like it, or it is known in several places alike.
 *
 * @param keys from the root of the shape down to the key
 * @param above where that root stands
 */
export function fixOfUnknownKey(shape: Shape, data: unknown, keys: ConfigPath, above: ConfigPath): string | undefined {
  const key = String(keys.at(-1));
  let own: Place = { path: above, shape, value: data };
  const around = keys.slice(0, -1).map((step) => {
    const place = own;
    own = stepInto(place, step);
    return { place, step: String(step) };
  });
  const value = fieldOf(own.value, key);
  if (own.shape !== undefined && isPlainObject(value) && Object.keys(value).length > 0 && v.is(own.shape, value)) {
    return `leave out ${showName(key)}, and write what is in it in its place`;
  }
  return suggest(key, namesIn(own)) ?? writtenAs(knownAround(key, around) ?? knownBelow(key, own));
}

const writtenAs = (path: ConfigPath | undefined) => path && `write it as \`${formatPath(path)}\``;

/** The nearest place around, by the same name or one that has the place in it: `scrape.interval` is `scrapeInterval`. */
function knownAround(
  key: string,
  around: readonly { readonly place: Place; readonly step: string }[],
): ConfigPath | undefined {
  const found = around.flatMap(({ place, step }) =>
    [key, `${step}${key.slice(0, 1).toUpperCase()}${key.slice(1)}`]
      .filter((name) => namesIn(place).includes(name))
      .map((name) => [...place.path, name]),
  );
  return found.at(-1);
}

function knownBelow(key: string, own: Place): ConfigPath | undefined {
  let level: readonly Place[] = [own];
  for (let depth = 0; depth < LEVELS_BELOW; depth += 1) {
    level = level.flatMap((place) => namesIn(place).map((name) => stepInto(place, name)));
    const [found, another] = level.filter((place) => namesIn(place).includes(key));
    if (found !== undefined) {
      return another === undefined ? [...found.path, key] : undefined;
    }
  }
  return undefined;
}

const namesIn = ({ shape, value }: Place): readonly string[] =>
  shape === undefined ? [] : Object.keys(chosen(shape, value).entries ?? {});

const stepInto = ({ path, shape, value }: Place, key: string | number): Place => ({
  path: [...path, key],
  shape: partOf(shape, key, value),
  value: fieldOf(value, key),
});
