/**
 * Colours of series by their names, the same on all panels. Grafana's own palettes give colours by position, which moves, or by name out of
 * a palette of which half means a state (red, orange, green) or cannot be seen on a dark page. So a few regular expressions sort the names,
 * however many there are, into colours that mean nothing and have a contrast of 3 : 1 on both of Grafana's pages.
 */
import type { JsonObject } from '../json';

/** Blue, purple, teal, plum, pink, slate, sky, indigo. */
export const SERIES_COLORS: readonly string[] = [
  '#3886E6',
  '#9A67E0',
  '#0E99A8',
  '#AF6B97',
  '#D8519F',
  '#7E8A9C',
  '#4C97BF',
  '#6B74F0',
];

/** Three questions that half of all names answer with yes, whatever they answer to the others: the bits of a number from 0 to 7. */
const QUESTIONS: readonly string[] = [
  // An even number of characters.
  '([^,]{2})*(,|$)',
  // An even number of frequent characters.
  '([^o-t2367,]*[o-t2367][^o-t2367,]*[o-t2367])*[^o-t2367,]*(,|$)',
  // What the last character is.
  '[^,]*[a-m13579](,|$)',
];

/** Names of the series that have a colour. What follows a comma says which of its values a series is: it has no part in the colour. */
export function namesOfColor(index: number): RegExp {
  const answers = QUESTIONS.map((question, bit) => `(?${(index >> bit) % 2 === 1 ? '=' : '!'}${question})`);
  return new RegExp(`^${answers.join('')}`, 'i');
}

/** Overrides of fields that give each series its colour. */
export const seriesColors: readonly JsonObject[] = SERIES_COLORS.map((color, index) => ({
  matcher: { id: 'byRegexp', options: namesOfColor(index).toString() },
  properties: [{ id: 'color', value: { mode: 'fixed', fixedColor: color } }],
}));
