import { isClosedTemplate } from '../../lib/templates/parts';

test.each([
  'no action',
  '',
  'one { and one }',
  'a }} that closes nothing',
  '{{ $value }}',
  '{{$value}}',
  'a {{ $labels.replica_set }} b {{ $value | humanize }} c',
  '{{- $value -}}',
  '{{ "{{" }}',
  '{{ "}}" }}',
  '{{ `a}}b` }}',
  "{{ '}' }}",
  '{{ "a\\"}}" }}',
  '{{/* a }} comment */}}',
  '{{- /* trimmed */ -}}',
  '{{ if gt $value 1.0 }}many{{ else }}one{{ end }}',
])('%j is closed', (text) => {
  expect(isClosedTemplate(text)).toBe(true);
});

test.each([
  '{{',
  'a {{ $value',
  '{{ $value }',
  '{{ $value }} {{',
  '{{}}',
  '{{ }}',
  '{{- -}}',
  '{{ "a }}',
  '{{ `a }}',
  '{{ "a\\" }}',
  '{{ "a\n" }}',
  '{{ {{ $value }} }}',
  '{{/* a comment }}',
  '{{/* a comment */ }}',
  '{{/* a */ b */}}',
])('%j is not', (text) => {
  expect(isClosedTemplate(text)).toBe(false);
});

test('ten thousand characters are read in time', () => {
  const start = process.hrtime.bigint();
  for (const text of ['{{'.repeat(5_000), `{{${' '.repeat(10_000)}`, `{{${'"'.repeat(9_999)}`, '{{/*'.repeat(2_500)]) {
    isClosedTemplate(text);
  }

  expect(Number(process.hrtime.bigint() - start) / 1e9).toBeLessThan(2);
});
