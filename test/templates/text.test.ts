import { labelValue, text, value, type Text } from '../../lib';
import { labelInUrl } from '../../lib/orchestrator';

const replicaSet = labelValue('replica_set');

test.each<[string, Text, Text]>([
  ['words', text`No value.`, ['No value.']],
  ['nothing', text``, []],
  ['a placeholder alone', text`${replicaSet}`, [replicaSet]],
  ['words around a placeholder', text`a ${replicaSet} b`, ['a ', replicaSet, ' b']],
  ['two placeholders in a row', text`${replicaSet}${value()}`, [replicaSet, value()]],
  ['a number, merged with its words', text`more than ${5} times`, ['more than 5 times']],
  ['a zero', text`${0} workers`, ['0 workers']],
  ['an empty string', text`a${''}b`, ['ab']],
  ['a text within a text', text`a ${text`b ${replicaSet} c`} d`, ['a b ', replicaSet, ' c d']],
  ['a text of nothing', text`a${text``}b`, ['ab']],
])('%s', (_what, made, expected) => {
  expect(made).toEqual(expected);
});

test.each([
  [value(), 'humanize'],
  [value('plain'), 'plain'],
  [value('humanizePercentage'), 'humanizePercentage'],
  [value('humanizeDuration'), 'humanizeDuration'],
])('a value is shown as it was asked for: %p', (placeholder, format) => {
  expect(placeholder).toEqual({ kind: 'value', format });
});

test('a label as it is, or as a URL wants it', () => {
  expect(labelValue('a')).toEqual({ kind: 'label', label: 'a', escapedForUrl: false });
  expect(labelInUrl('a')).toEqual({ kind: 'label', label: 'a', escapedForUrl: true });
});
