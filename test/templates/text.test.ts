import { labelValue, text, value, type Text } from '../../lib';
import { labelInUrl } from '../../lib/orchestrator';
import { templateProblem } from '../../lib/templates/problem';

const replicaSet = labelValue('replica_set');

test.each<[string, Text, string]>([
  ['words', text`No value.`, 'No value.'],
  ['nothing', text``, ''],
  ['a placeholder alone', replicaSet, '{{ $labels.replica_set }}'],
  ['a label', text`a ${replicaSet} b`, 'a {{ $labels.replica_set }} b'],
  ['a label in a URL', text`?a=${labelInUrl('replica_set')}`, '?a={{ $labels.replica_set | urlquery }}'],
  ['a value', text`${value('plain')}`, '{{ $value }}'],
  [
    'a number',
    text`${value()}`,
    '{{ if lt $value 1.0 }}{{ $value | printf "%.3g" }}{{ else }}{{ $value | humanize }}{{ end }}',
  ],
  ['a number of what is whole', text`${value('humanize')}`, '{{ $value | humanize }}'],
  ['a share', text`${value('humanizePercentage')}`, '{{ $value | humanizePercentage }}'],
  ['a time', text`${value('humanizeDuration')}`, '{{ $value | humanizeDuration }}'],
  ['two placeholders in a row', text`${replicaSet}${value('plain')}`, '{{ $labels.replica_set }}{{ $value }}'],
  ['a number among its words', text`more than ${5} times`, 'more than 5 times'],
  ['a zero', text`${0} workers`, '0 workers'],
  ['an empty string', text`a${''}b`, 'ab'],
  ['a text within a text', text`a ${text`b ${replicaSet} c`} d`, 'a b {{ $labels.replica_set }} c d'],
  ['a text of nothing', text`a${text``}b`, 'ab'],
  ['braces among the words', text`a {{b}} c`, 'a {{ "{{" }}b}} c'],
  ['braces in words that are put into it', text`a ${'{{b}}'} c`, 'a {{ "{{" }}b}} c'],
  ['three braces', text`{{{a`, '{{ "{{" }}{a'],
  ['four braces', text`{{{{`, '{{ "{{" }}{{ "{{" }}'],
  ['one brace', text`{a} and {`, '{a} and {{ "{" }}'],
  // Otherwise the template would start one brace too early.
  ['a brace before a placeholder', text`{${replicaSet}}`, '{{ "{" }}{{ $labels.replica_set }}}'],
  ['braces in parts that meet', text`{${'{a'}`, '{{ "{{" }}a'],
  ['braces of texts that meet', text`${text`{`}{a`, '{{ "{" }}{a'],
  ['a quote and a backslash', text`"\\n"`, '"\\n"'],
])('%s', (_what, { template }, expected) => {
  expect(template).toBe(expected);
  expect(templateProblem(template)).toBeUndefined();
});
