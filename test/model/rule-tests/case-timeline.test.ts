import { firingTimeline, type AlertTiming, type Labels } from '../../../lib';

const LABELS: Labels = { replica_set: 'main' };
const TIMING: AlertTiming = { comparison: '>', threshold: 1, for: 60, keepFiringFor: 0, evaluation: 30 };

/** The evaluations, counted from 0, at which an alert fires whose value is 2 at the given ones and 1 at others. */
function firingAt(held: readonly number[], timing: Partial<AlertTiming> = {}): readonly number[] {
  const evaluation = timing.evaluation ?? 30;
  const timeline = firingTimeline(
    {
      name: '',
      fires: true,
      series: [],
      until: 9 * evaluation,
      outcomes: ({ at }) => [{ labels: LABELS, value: held.includes(at / evaluation) ? 2 : 1 }],
    },
    { ...TIMING, ...timing },
    false,
  );
  return timeline.flatMap((firing, index) => (firing.length > 0 ? [index] : []));
}

test.each<[string, readonly number[], Partial<AlertTiming>, readonly number[]]>([
  ['after it held for so long', [2, 3, 4, 5], {}, [4, 5]],
  ['not when it held for less', [2, 3], {}, []],
  ['from the first evaluation after it held for so long', [2, 3, 4, 5], { for: 61 }, [5]],
  ['at once without waiting', [2, 3], { for: 0 }, [2, 3]],
  ['anew after an interruption', [1, 2, 4, 5, 6], {}, [6]],
  ['on for a while', [1, 2, 3], { keepFiringFor: 60 }, [3, 4, 5]],
  ['on until the evaluation after the while', [1, 2, 3], { keepFiringFor: 61 }, [3, 4, 5, 6]],
  ['on through an interruption', [1, 2, 3, 6], { keepFiringFor: 90 }, [3, 4, 5, 6, 7, 8, 9]],
  ['not on if it never fired', [1, 2], { keepFiringFor: 90 }, []],
  ['by slower evaluations', [2, 3], { evaluation: 60 }, [3]],
])('it fires %s', (_what, held, timing, expected) => {
  expect(firingAt(held, timing)).toEqual(expected);
});

test('it keeps the value that it had when the condition was last true', () => {
  const timeline = firingTimeline(
    {
      name: '',
      fires: true,
      series: [],
      until: 60,
      outcomes: ({ at }) => [{ labels: LABELS, value: at === 30 ? 7 : at === 0 ? 5 : 0 }],
    },
    { ...TIMING, for: 0, keepFiringFor: 60 },
    false,
  );

  expect(timeline).toEqual([5, 7, 7].map((value) => [{ labels: LABELS, value }]));
});
