import { templateUse } from '../../lib/templates/use';

test.each<[string, readonly string[], readonly string[]]>([
  ['no action', [], []],
  ['{{ $value }}', [], ['$value']],
  ['{{ $value | humanize }} {{ .Value }} {{ $.Value }}', [], ['$value', '.Value', '$.Value']],
  ['{{ if gt $value 5.0 }}high{{ else }}low{{ end }}', [], ['$value']],
  ['{{ with query "up" }}{{ . | first | value }}{{ end }}', [], ['query']],
  ['{{ . }}', [], ['.']],
  ['{{ "$value" }} {{ `.Value` }} {{/* $value */}} $value .Value', [], []],
  ['{{ $labels.pod }} {{ .Labels.a }} {{ $.Labels.b }}', ['pod', 'a', 'b'], []],
  ['{{ index $labels "x-y" }} {{ index .Labels `b` }} {{ index $.Labels "c" }}', ['x-y', 'b', 'c'], []],
  ['{{ with $labels.team }}{{ . }}{{ else }}{{ $labels.owner }}{{ end }}', ['team', 'owner'], []],
  ['{{ with $externalLabels.cluster }}{{ . }}{{ else }}{{ .Value }}{{ end }}', [], ['.Value']],
  ['{{ range $labels }}{{ .Value }}{{ else }}{{ .Labels.a }}{{ end }}{{ .Labels.b }}', ['a', 'b'], []],
  ['{{ with $externalURL }}{{ if . }}{{ .Value }}{{ else }}{{ .Value }}{{ end }}{{ end }}', [], []],
  [
    '{{ range query "up" }}{{ .Labels.job }}{{ .Value }}{{ $.Labels.pod }}{{ end }}{{ .Labels.zone }}',
    ['pod', 'zone'],
    ['query'],
  ],
  ['{{ $externalLabels.cluster }} {{ .ExternalLabels.a }} {{ externalURL }}', [], []],
  ['{{ ($labels.a) | toUpper }}{{ ( .Labels.b ) }}', ['a', 'b'], []],
  ['{{ range $x := $labels }}{{ $x.pod }}{{ .pod }}{{ end }}{{ with $labels | len }}{{ .pod }}{{ end }}', [], []],
  ['{{ with $value := "a" }}{{ . }}{{ end }}{{ $value }}', [], ['$value']],
  ['{{ range $labels := query "up" }}{{ $labels.a }}{{ end }}{{ $labels.b }}', ['b'], ['query']],
  ['{{ if true }}{{ $value = "a" }}{{ end }}{{ $value }}', [], []],
  ['{{ $value', [], []],
])('%j reads the labels %j and changes with %j', (template, labels, changing) => {
  expect(templateUse(template)).toEqual({ labels, changing });
});
