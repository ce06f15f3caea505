import * as fastCheck from 'fast-check';

import { decodeRecording, encodeRecording, formatCompact, isCompact } from './compact-recording';
import { MINUTE, samples, series } from './recorded';
import type { Recording, SampleValue } from './scenario';
import { runs } from '../properties';

const RECORDING: Recording = {
  ...MINUTE,
  series: [
    series('up', samples([1, 1, 0, 1, 1, 1])),
    series('process_start_time_seconds', samples([1_795_354_720.76, 1_795_354_720.76, undefined, 1_795_354_735.1])),
    series('a_sum', samples([0.000400139, 0.000623713, null, 'NaN', -2.5]), { le: '1' }),
    series('b_sum', samples([0.000400139, 0.000623713, null, 'NaN', -2.5]), { le: '2' }),
    series('up', samples([1, 1], 6.3), { instance: 'w2' }),
  ],
};

test('what comes back is what went in', () => {
  const text = formatCompact(encodeRecording(RECORDING));
  const parsed: unknown = JSON.parse(text);

  expect(isCompact(parsed)).toBe(true);
  expect(isCompact(RECORDING)).toBe(false);
  expect(isCompact(parsed) && decodeRecording(parsed)).toEqual(RECORDING);
});

test('a line for each series says what changed', () => {
  const lines = formatCompact(encodeRecording(RECORDING)).split('\n').slice(-12, -4);

  expect(lines).toEqual([
    '    {"labels":{"job":"projection-workers","instance":"w1"},"decimals":0,"times":"5x6"},',
    '    {"labels":{"job":"projection-workers","instance":"w2"},"decimals":1,"times":"63 50"}',
    '  ],',
    '  "series": [',
    '    [0,{"__name__":"up"},0,"1 0 -1 1 0x2"],',
    '    [0,{"__name__":"process_start_time_seconds"},2,"179535472076 0 _ 1434 _x2"],',
    '    [0,{"__name__":"a_sum","le":"1"},9,"400139 223574 ~ NaN -2500623713 _"],',
    '    [0,{"__name__":"b_sum","le":"2"},9,"="],',
  ]);
});

test('values are kept to the nanosecond', () => {
  const noisy = { ...MINUTE, series: [series('a_sum', samples([0.0016533270000000004]))] };

  expect(decodeRecording(encodeRecording(noisy)).series[0]!.values).toEqual([[5, 0.001653327]]);
});

test('two samples of one series at one time are refused', () => {
  const twice = { ...MINUTE, series: [series('up', [...samples([1]), ...samples([0])])] };

  expect(() => encodeRecording(twice)).toThrow(/^minute: .* has two samples at one time$/);
});

test('a series with too few values is refused', () => {
  const { series: written, ...compact } = encodeRecording(RECORDING);
  const [target, labels, decimals] = written[0]!;

  expect(() => decodeRecording({ ...compact, series: [[target, labels, decimals, '1x5']] })).toThrow(
    'minute: {"__name__":"up"} has 5 values for 6 scrapes',
  );
});

test('any values come back, whatever stands beside them', () => {
  const value = fastCheck.oneof(
    // With nine decimals, a double counts no further than nine millions.
    fastCheck.integer({ min: -1_000_000, max: 1_000_000 }),
    fastCheck.integer({ min: 0, max: 1_000_000_000 }).map((nanoseconds) => Number((nanoseconds / 1e9).toFixed(9))),
    fastCheck.constantFrom<SampleValue | undefined>(null, 'NaN', undefined, 0, 1),
  );
  fastCheck.assert(
    fastCheck.property(
      fastCheck.array(fastCheck.array(value, { minLength: 1, maxLength: 30 }), { minLength: 1 }),
      (all) => {
        // -0 is written as 0: Prometheus tells them apart no more than we do.
        const lists = all.map((list) => list.map((one) => (one === 0 ? 0 : one)));
        const recording = { ...MINUTE, series: lists.map((list, index) => series(`m${index}`, samples(list))) };
        const used = recording.series.filter(({ values }) => values.length > 0);
        fastCheck.pre(used.length > 0);
        expect(decodeRecording(encodeRecording({ ...recording, series: used })).series).toEqual(used);
      },
    ),
    runs(60),
  );
});
