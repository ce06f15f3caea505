/** Colours of series, and of what is behind words: told apart, and read. */
import { background } from '../../../lib/render/grafana/thresholds';
import { namesOfColor, SERIES_COLORS } from '../../../lib/render/grafana/series-colors';

const channels = (color: string): readonly number[] => [1, 3, 5].map((at) => parseInt(color.slice(at, at + 2), 16));

/** Relative luminance, as the Web Content Accessibility Guidelines define it. */
function luminance(color: string): number {
  const [red = 0, green = 0, blue = 0] = channels(color)
    .map((channel) => channel / 255)
    .map((share) => (share <= 0.03928 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: string, other: string): number {
  const [darker = 0, brighter = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (brighter + 0.05) / (darker + 0.05);
}

/** The colour in which Grafana writes on a background, by its brightness. */
function writtenOn(color: string): string {
  const [red = 0, green = 0, blue = 0] = channels(color);
  return (red * 299 + green * 587 + blue * 114) / 1000 > 180 ? '#202226' : '#F7F8FA';
}

const colorsOf = (name: string): readonly number[] =>
  SERIES_COLORS.map((_color, index) => index).filter((index) => namesOfColor(index).test(name));

const NAMES: readonly string[] = [
  ...['orders', 'billing', 'payments', 'shipping', 'inventory', 'Search', 'a', '', 'b,c', 'mail/user_summary'],
  ...Array.from({ length: 200 }, (_each, index) => `set-${String(index)}`),
  ...Array.from({ length: 200 }, (_each, index) => `${String(index)}.example.org:8080`),
];

describe('series', () => {
  test.each(NAMES)('"%s" has one colour', (name) => {
    expect(colorsOf(name)).toHaveLength(1);
  });

  test('what follows a comma has no part in the colour', () => {
    for (const name of NAMES.filter((plain) => !plain.includes(','))) {
      expect(colorsOf(`${name}, expected`)).toEqual(colorsOf(name));
    }
  });

  test('every colour is some name’s, and none that of half of them', () => {
    const counts = SERIES_COLORS.map((_color, index) => NAMES.filter((name) => namesOfColor(index).test(name)).length);

    expect(Math.min(...counts)).toBeGreaterThan(NAMES.length / 20);
    expect(Math.max(...counts)).toBeLessThan(NAMES.length / 4);
  });

  test.each(SERIES_COLORS)('%s is seen on both pages', (color) => {
    expect(contrast(color, '#181B1F')).toBeGreaterThanOrEqual(3);
    expect(contrast(color, '#FFFFFF')).toBeGreaterThanOrEqual(3);
  });

  test.each(SERIES_COLORS)('%s means no state: it is neither red, orange, yellow nor green', (color) => {
    const [red = 0, green = 0, blue = 0] = channels(color);

    // All of these have less blue than anything else.
    expect(blue).toBeGreaterThan(Math.min(red, green));
  });
});

test.each(['critical', 'warning', 'info', undefined] as const)('words on the colour of %s can be read', (severity) => {
  expect(contrast(background(severity), writtenOn(background(severity)))).toBeGreaterThanOrEqual(4.5);
});
