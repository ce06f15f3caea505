import * as fc from 'fast-check';

import { formatDuration, formatGoDuration, parseDuration, seconds } from '../../lib/orchestrator';
import { runs } from '../properties';

test.each([
  ['0s', 0],
  ['1ms', 0.001],
  ['1500ms', 1.5],
  ['30s', 30],
  ['5m', 300],
  ['90m', 5_400],
  ['1h30m', 5_400],
  ['1d', 86_400],
  ['1w', 604_800],
  ['1y', 31_536_000],
  ['1y2w3d4h5m6s7ms', 31_536_000 + 1_209_600 + 259_200 + 14_400 + 300 + 6 + 0.007],
  ['007s', 7],
])('%s has %p seconds', (text, expected) => {
  expect(parseDuration(text)).toBe(expected);
  expect(seconds(text)).toBe(expected);
});

test.each([
  '',
  '0',
  '5',
  's',
  '5 m',
  ' 5m',
  '5m ',
  '5M',
  '-5m',
  '+5m',
  '1.5h',
  '5m1h',
  '5m5m',
  '1ms1s',
  '5min',
  '∞s',
  '5m\n',
])('%p is no duration', (text) => {
  expect(parseDuration(text)).toBeUndefined();
  expect(() => seconds(text)).toThrow(
    new RangeError(`${JSON.stringify(text)} is not a Prometheus duration, such as 30s, 5m or 1h30m`),
  );
});

test.each([
  [0, '0s'],
  [0.001, '1ms'],
  [0.0004, '0s'],
  [1.5, '1s500ms'],
  [90, '1m30s'],
  [300, '5m'],
  [86_400, '1d'],
  [93_784.005, '1d2h3m4s5ms'],
  [604_800, '1w'],
  [691_200, '8d'],
  [1_209_600, '2w'],
  [31_536_000, '1y'],
  [32_054_400, '53w'],
  [32_140_800, '372d'],
])('%p seconds are %s', (inSeconds, expected) => {
  expect(formatDuration(inSeconds)).toBe(expected);
});

test.each([
  [0, '0s'],
  [1.5, '1s500ms'],
  [86_400, '24h'],
  [223_200, '62h'],
  [31_536_090, '8760h1m30s'],
])('%p seconds are %s in hours at most', (inSeconds, expected) => {
  expect(formatGoDuration(inSeconds)).toBe(expected);
});

test.each([-1, -0.001, NaN, Infinity, -Infinity])('%p seconds are refused', (inSeconds) => {
  expect(() => formatDuration(inSeconds)).toThrow(
    new RangeError(`${String(inSeconds)} seconds cannot be written as a duration`),
  );
});

test('what was written is read back, to the millisecond', () => {
  fc.assert(
    fc.property(fc.nat(4_000_000_000), (milliseconds) => {
      expect(Math.round(seconds(formatDuration(milliseconds / 1_000)) * 1_000)).toBe(milliseconds);
    }),
    runs(300),
  );
});
