import { parsePromql } from '../../lib/promql/parse';
import { ACCEPTED, NEWER_ACCEPTED, NEWER_REFUSED, REFUSED } from './refusal-cases';

test.each([...REFUSED, ...NEWER_REFUSED])('Prometheus refuses %s', (expression, why) => {
  expect(parsePromql(expression)).toMatchObject({ errorAt: undefined, refusal: why });
});

test.each([...ACCEPTED, ...NEWER_ACCEPTED])('it does not refuse %s', (expression) => {
  expect(parsePromql(expression)).toMatchObject({ errorAt: undefined, refusal: undefined });
});

test('values of matchers count as far as they match the empty text, whoever was parsed before', () => {
  expect(parsePromql('{job="a"}').refusal).toBeUndefined();
  expect(parsePromql('{job=""}').refusal).toBeDefined();
  expect(parsePromql('{job="b"}').refusal).toBeUndefined();
});
