import { templateProblem } from '../../lib/templates/problem';
import { FAILING_TEMPLATES, NEWER_TEMPLATES, NO_TEMPLATES, TEMPLATES, UNSUPPORTED_TEMPLATES } from './template-cases';

test.each(TEMPLATES)('%j is one', (template) => {
  expect(templateProblem(template)).toBeUndefined();
});

test.each([...NO_TEMPLATES, ...NEWER_TEMPLATES, ...UNSUPPORTED_TEMPLATES, ...FAILING_TEMPLATES])(
  '%j is none',
  (template) => {
    expect(templateProblem(template)).toBeDefined();
  },
);

test.each([
  ['{{ if true }}x', 'if without {{ end }}'],
  ['{{ end }}', '{{ end }} without a block'],
  ['{{ break }}', '{{ break }} outside of a range'],
  ['{{ nosuch }}', 'the function nosuch is unknown'],
  ['{{ now }}', 'the function now is newer than Prometheus 2.42, the oldest that is supported'],
  [
    '{{ with 1 }}{{ else with 2 }}{{ end }}',
    '{{ else with }} is newer than Prometheus 2.42, the oldest that is supported',
  ],
  ['{{ 08 }}', 'cannot be read from "08 }}" on'],
  ['{{ range $a, $b, $c := $labels }}{{ end }}', '$b is a variable too many'],
  ['{{ range $a, 1 }}{{ end }}', '1 behind $a, is no variable'],
  ['{{ nil }}', 'nil is given to nothing'],
  ['{{ .labels.a }}', '.labels is unknown; allowed: .Labels, .ExternalLabels, .ExternalURL, .Value'],
  ['{{ $labels.a.b }}', '.b is a field of what has none'],
  ['{{ $value | humanize 1 }}', 'the number of arguments of humanize is 2; allowed: 1'],
  ['{{ eq 1 }}', 'the number of arguments of eq is 1; allowed: 2 or more'],
  ['{{ $value humanize }}', 'the number of arguments of humanize is 0; allowed: 1'],
  ['{{ $value 1 }}', '$value is given an argument, and is no function'],
  ['{{ template "x" }}', '{{ template }} is not supported: a text of an alert is a single template'],
  ['{{ $foo }}', 'the variable $foo is unknown'],
  ['{{ 1 | 2 }}', '2 stands behind a |, where only functions may'],
  ['{{ ( }}', 'a pair of parentheses without a value'],
  ['{{ (1 }}', 'a parenthesis that is not closed'],
  ['{{ | }}', 'nothing before a |'],
  ["{{ 'ab' }}", `cannot be read from "'ab' }}" on`],
  ['{{ if }}{{ end }}', 'if without a value'],
  ['{{ range $labels }}{{ else if true }}{{ end }}', '{{ else if }} within a range'],
])('%j: %s', (template, problem) => {
  expect(templateProblem(template)).toBe(problem);
});

test('whatever nests, and whatever is not closed, is read to its end', () => {
  expect(templateProblem(`{{ ${'('.repeat(9_000)} }}`)).toBe('more than 100 parentheses within each other');
  expect(templateProblem('{{if 1}}'.repeat(1_250))).toBe('if without {{ end }}');
  expect(templateProblem('{{'.repeat(5_000))).toMatch(/^cannot be read/);
  expect(templateProblem(`{{${' '.repeat(10_000)}`)).toBe('not every {{ has its }}');
  expect(templateProblem(`{{${'"'.repeat(9_999)}`)).toBeDefined();
  expect(templateProblem('{{/*'.repeat(2_500))).toBe('a comment that is not closed');
  expect(templateProblem(`{{ ${'$x := 1 | '.repeat(1_000)} }}`)).toBeDefined();
});

test('a long name is cut', () => {
  expect(templateProblem(`{{ ${'a'.repeat(9_000)} }}`)).toBe(`the function ${'a'.repeat(107)}`);
});
