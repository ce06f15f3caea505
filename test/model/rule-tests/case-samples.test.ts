/** The functions that cases are worked out with; the real promtool confirms them in every generated test. */
import {
  average,
  changes,
  earlier,
  increase,
  lastOver,
  minimum,
  rate,
  scrapedEvery,
  series,
  stepsOver,
  valueAt,
  valuesOver,
} from '../../../lib/model/rule-tests/case-samples';

const CLOSED = (at: number) => ({ at, openLeft: false });
const OPEN = (at: number) => ({ at, openLeft: true });

const steps = series('m', {}, [20, 1], [40, 5], [60, undefined], [80, 2, 3]);

test.each<[number, number | undefined]>([
  [-10, undefined],
  [0, undefined],
  [19, undefined],
  [20, 1],
  [39, 1],
  [40, 5],
  [60, undefined],
  [79, undefined],
  [80, 2],
  [105, 8],
])('at %p s the value is %p', (at, expected) => {
  expect(valueAt(steps, { at })).toBe(expected);
});

test('a range has its first instant, or not', () => {
  expect(valuesOver(steps, 20, CLOSED(40))).toEqual([1, 1, 5]);
  expect(valuesOver(steps, 20, OPEN(40))).toEqual([1, 5]);
  expect(stepsOver(60, 30, CLOSED(65)).map(({ at }) => at)).toEqual([30, 60]);
  expect(stepsOver(60, 30, OPEN(90)).map(({ at }) => at)).toEqual([60, 90]);
});

test('functions over ranges', () => {
  expect(changes(steps, 60, CLOSED(90))).toBe(3);
  expect(changes(steps, 60, CLOSED(10))).toBeUndefined();
  expect(minimum(steps, 60, CLOSED(90))).toBe(1);
  expect(average(steps, 30, CLOSED(50))).toBe(3);
  expect(average(series('m', {}, [0, 0.7]), 240, CLOSED(300))).toBe(0.7);
  expect(average(series('m', {}, [0, 0.6]), 240, OPEN(300))).toBe(0.6);
  expect(lastOver(steps, 60, CLOSED(70))).toBe(5);
  expect(lastOver(steps, 10, CLOSED(79))).toBeUndefined();
  expect(earlier(OPEN(70), 30)).toEqual(OPEN(40));
});

test.each([CLOSED, OPEN])('rates of even growth are exact', (moment) => {
  expect(rate(series('m', {}, [0, 0, 1]), 300, moment(600))).toBe(0.1);
  expect(increase(scrapedEvery(30, series('m', {}, [0, 100, 3])), 300, moment(900))).toBeCloseTo(30, 9);
});

test('growth counts on after a reset, and is not extrapolated below zero', () => {
  expect(increase(series('m', {}, [0, 5], [100, 2]), 100, CLOSED(150))).toBe(2);
  expect(increase(series('m', {}, [0, 0], [100, 4]), 100, OPEN(150))).toBe(4);
  expect(increase(series('m', {}, [100, 4]), 100, CLOSED(100))).toBeUndefined();
});
