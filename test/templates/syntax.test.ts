import { templateProblem } from '../../lib/templates/syntax';
import { isClosedTemplate } from '../../lib/templates/parts';
import { NEWER_TEMPLATES, NO_TEMPLATES, TEMPLATES } from './template-cases';

test.each([...TEMPLATES, ...NEWER_TEMPLATES])('%j is one', (template) => {
  expect(templateProblem(template)).toBeUndefined();
  expect(isClosedTemplate(template)).toBe(true);
});

test.each(NO_TEMPLATES)('%j is none', (template) => {
  expect(!isClosedTemplate(template) || templateProblem(template) !== undefined).toBe(true);
});

test.each([
  ['{{ if true }}x', 'if without {{ end }}'],
  ['{{ end }}', '{{ end }} without a block'],
  ['{{ break }}', '{{ break }} outside of a range'],
  ['{{ nosuch }}', 'the function nosuch is unknown'],
  ['{{ $foo }}', 'the variable $foo is unknown'],
  ['{{ 1 | 2 }}', '2 stands behind a |, where only functions may'],
  ['{{ ( }}', 'a parenthesis that is not closed'],
  ['{{ | }}', 'nothing before a |'],
  ["{{ 'ab' }}", `cannot be read from "'ab' " on`],
  ['{{ if }}{{ end }}', 'if without a value'],
  ['{{ range $labels }}{{ else if true }}{{ end }}', '{{ else if }} within a range'],
  ['{{ block "x" . }}', 'block without {{ end }}'],
])('%j: %s', (template, problem) => {
  expect(templateProblem(template)).toBe(problem);
});

test('what nests deeper than we follow is left to Prometheus', () => {
  const open = '('.repeat(9_000);

  expect(templateProblem(`{{ ${open} }}`)).toBeUndefined();
  expect(templateProblem('{{if 1}}'.repeat(1_250))).toBeUndefined();
});

test('a long name is cut', () => {
  expect(templateProblem(`{{ ${'a'.repeat(9_000)} }}`)).toBe(`the function ${'a'.repeat(107)}`);
});
