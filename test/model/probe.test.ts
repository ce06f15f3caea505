import { exactSpacing, isShort } from '../../lib/model/probe';

// That Prometheus finds the same is shown by the generated tests, which promtool runs.
test.each([
  ['the usual interval, where a rate comes out to the last bit', 0.2, 1_800, 15],
  ['another one, where it does not', 0.01, 300, 50],
  ['one that does not divide the range', 0.01, 60, 25],
  ['none, where it comes out with none', 1 / 3, 300, undefined],
  ['none, where its steps are so small that their sum loses some', 1e-9, 300, undefined],
])('a rate is shown with %s: %d a second over %d s', (_what, perSecond, range, expected) => {
  expect(exactSpacing(perSecond, range)).toBe(expected);
});

test.each([
  [3, true],
  [0.5, true],
  [2 ** -12, true],
  [2 ** -13, false],
  [0.1, false],
])('whether a hundred times %d loses nothing', (value, expected) => {
  expect(isShort(value)).toBe(expected);
});
