import { check, createMixin } from '../../../lib';

test('a selector for which no test can be made is a warning', () => {
  expect(check(createMixin({ selector: { env: { regex: '(?i)\\p{Greek}{3}' } } }))).toEqual([
    {
      severity: 'warning',
      path: 'selector',
      what: 'found no labels that it would accept',
      why: 'the generated unit tests need a target that the rules find, so none are generated',
      fix: 'write a regular expression of literals, classes, alternatives and repetitions, or tests of your own',
    },
  ]);
});

test.each([{ job: { regex: '(a|b)-[0-9]+' } }, { job: { not: 'a' }, instance: { notRegex: '10\\..*' } }])(
  'there are tests for %p',
  (selector) => {
    expect(check(createMixin({ selector }))).toEqual([]);
  },
);
