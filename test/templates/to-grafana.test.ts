import { toGrafanaTemplate } from '../../lib/orchestrator';

test.each([
  ['', ''],
  ['words, a $ and a }}', 'words, a $ and a }}'],
  ['{{ $value }}', '{{ $values.A.Value }}'],
  ['{{$value}} of {{- $value | humanize -}} s', '{{$values.A.Value}} of {{- $values.A.Value | humanize -}} s'],
  ['{{ humanizePercentage $value }}', '{{ humanizePercentage $values.A.Value }}'],
  ['{{ .Value }} {{ $.Value }}', '{{ .Values.A.Value }} {{ $.Values.A.Value }}'],
  ['{{ printf "%.2f" .Value }}', '{{ printf "%.2f" .Values.A.Value }}'],
  ['{{ "$value" }} {{ `.Value` }}', '{{ "$value" }} {{ `.Value` }}'],
  ['{{/* $value */}} {{- /* query */ -}}', '{{/* $value */}} {{- /* query */ -}}'],
  ['{{ $labels.replica_set }} {{ .Labels.a }}', '{{ $labels.replica_set }} {{ .Labels.a }}'],
  ['{{ index $labels "a" | toUpper }}', '{{ index $labels "a" | toUpper }}'],
  ['{{ $externalURL }} {{ .ExternalURL }}', '{{ externalURL }} {{ externalURL }}'],
  ['{{ if gt $value 1.5 }}a{{ else }}b{{ end }}', '{{ if gt $values.A.Value 1.5 }}a{{ else }}b{{ end }}'],
  ['{{ with $labels.a }}{{ . }}: {{ $value }}{{ end }}', '{{ with $labels.a }}{{ . }}: {{ $values.A.Value }}{{ end }}'],
  ['{{ with $labels.a }}x{{ end }}{{ .Value }}', '{{ with $labels.a }}x{{ end }}{{ .Values.A.Value }}'],
  ['{{ $x := $value }}{{ $x }}', '{{ $x := $values.A.Value }}{{ $x }}'],
  ['{{ $valued := 1 }}{{ $valued }}', '{{ $valued := 1 }}{{ $valued }}'],
])('%j becomes %j', (template, text) => {
  expect(toGrafanaTemplate(template)).toEqual({ text });
});

test.each([
  ['{{ query "up" }}', 'query is unknown there, or does something else'],
  ['{{ "up" | query | first | value }}', 'query is unknown there, or does something else'],
  ['{{ graphLink "up" }}', 'graphLink is unknown there, or does something else'],
  ['{{ $externalLabels.cluster }}', '$externalLabels.cluster is unknown there, or holds something else'],
  ['{{ .ExternalLabels }}', '.ExternalLabels is unknown there, or holds something else'],
  ['{{ $labels }}', '$labels is unknown there, or holds something else'],
  ['{{ range $k, $v := $labels }}{{ $k }}{{ end }}', '$labels is unknown there, or holds something else'],
  ['{{ $value.x }}', '$value.x is unknown there, or holds something else'],
  ['{{ . }}', '. is unknown there, or holds something else'],
  ['{{ $ }}', '$ is unknown there, or holds something else'],
  ['{{ if true }}{{ $value := 1 }}{{ end }}{{ $value }}', '$value has a meaning already'],
  ['{{ range $k, $values := index $labels "a" }}{{ end }}', '$values has a meaning already'],
  ['{{ with $labels.a }}{{ .Value }}{{ end }}', '.Value within range or with may be something else there'],
  ['{{ with $labels.a }}{{ if . }}{{ .Value }}{{ end }}{{ end }}', '.Value within range or with may be something else'],
  ['{{ ($labels).a }}', '$labels is unknown there, or holds something else'],
  ['{{ (index $labels "a").Value }}', '.Value behind parentheses may be something else there'],
  ['{{ $value', 'not every {{ has its }}'],
])('%j cannot be said', (template, problem) => {
  expect(toGrafanaTemplate(template)).toEqual({ problem: expect.stringContaining(problem) as string });
});
