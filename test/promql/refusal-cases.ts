/** Expressions that parse, and such that Prometheus refuses all the same: what Prometheus itself says of them is asked in test/real. */

const behind = (what: string, written: string): string =>
  `\`${written}\` stands behind ${what}; move it behind each selector within, such as x ${written}`;
const notASelector = (written: string): string =>
  `${written} stands behind more than a selector; write a subquery, such as (...)[5m:], and an offset behind the range`;
const escape = (text: string, found: string): string =>
  `${text} has ${found}, which strings do not know; write \\${found} for a backslash, or the text in backticks`;
const inBoth = (label: string): string =>
  `the label ${label} stands in on and in group_left or group_right; remove it from the latter`;
const newer = (found: string, instead: string): string =>
  `the number ${found} is written in a way that Prometheus 2.42 does not know; write ${instead}`;

const PARENTHESES = 'a subquery takes what stands right before it, not the whole operation; put that into parentheses';
const EVERYTHING = 'a selector would match every series; name a metric, or a label with a value that is not empty';
const NAMED_TWICE = 'a selector has its metric before the braces and as __name__, too; write one';
const MANY_TO_MANY = 'and, or and unless take no group_left and group_right; remove it';
const NOT_COMPARED = '`bool` stands behind an operator that compares nothing; remove it';
const NO_VECTORS = 'on and ignoring match instant vectors, and have a scalar; remove them';
const above = (duration: string): string =>
  `the duration ${duration} is not above 0; write a longer one, or leave an offset out`;
const tooLong = (duration: string): string =>
  `the duration ${duration} is longer than the 292 years that Prometheus knows; write a shorter one`;
const negative = (duration: string): string =>
  `the duration ${duration} is not above 0; an offset alone can be negative`;
const noTime = (written: string): string => `\`${written}\` is no time; write seconds since 1970, start() or end()`;
const noLabel = (label: string): string =>
  `the label ${label} is taken for a number or a keyword; rename it with label_replace`;
const noMetric = (name: string): string => `${name} is an operator; ask for the metric with {__name__="${name}"}`;
const tooLarge = (number: string): string => `the number ${number} is too large; write Inf`;
const tooLargeHexadecimal = (number: string): string => `the number ${number} is too large; write it in decimal`;

/** Refused by every Prometheus that there is, and why. */
export const REFUSED: readonly (readonly [expression: string, why: string])[] = [
  ['sum(x) offset 5m', behind('sum(...)', 'offset 5m')],
  ['sum by (a) (rate(x{b="c"}[5m])) offset 1h', behind('sum(...)', 'offset 1h')],
  ['rate(x[5m]) offset 5m', behind('rate(...)', 'offset 5m')],
  ['rate(x[5m]) @ 5', behind('rate(...)', '@ 5')],
  ['sum(x) @ end()', behind('sum(...)', '@ end()')],
  ['(x) offset 5m', behind('a parenthesis', 'offset 5m')],
  ['(x @ end()) offset 5m', behind('a parenthesis', 'offset 5m')],
  ['5 offset 5m', behind('a number', 'offset 5m')],
  ['"a" offset 5m', behind('a string', 'offset 5m')],
  ['a + sum(b) offset 5m', behind('sum(...)', 'offset 5m')],
  ['-sum(x) offset 5m', behind('sum(...)', 'offset 5m')],
  ['abs(x) ^ abs(y) offset 5m', behind('abs(...)', 'offset 5m')],
  ['min_over_time(x[5m:]) @ 5 offset 5m', behind('min_over_time(...)', 'offset 5m')],
  ['x offset 5m offset 6m', '`offset 6m` is a second offset of one selector; keep one'],
  ['a + b offset 5m offset 6m', '`offset 6m` is a second offset of one selector; keep one'],
  ['x @ 5 @ 6', '`@ 6` is a second @ of one selector; keep one'],
  ['rate(x[5m] offset 5m @ 5 offset 6m)', '`offset 6m` is a second offset of one selector; keep one'],
  ['avg_over_time((x)[5m])', notASelector('[5m]')],
  ['rate(-x[5m])', notASelector('[5m]')],
  ['rate(sum(x)[5m])', notASelector('[5m]')],
  ['rate(x offset 5m[5m])', notASelector('[5m]')],
  ['max_over_time(a + b[5m:1m])', PARENTHESES],
  ['max_over_time(-b offset 5m[5m:1m])', PARENTHESES],
  ['rate(x[0s])', above('0s')],
  ['rate(x[293y])', tooLong('293y')],
  ['x offset -100000y', tooLong('100000y')],
  ['max_over_time(x[5m:0m])', above('0m')],
  ['rate(x[-5m])', negative('-5m')],
  ['max_over_time(x[5m:-1m])', negative('-1m')],
  ['x @ Inf', noTime('@ Inf')],
  ['x @ -Inf', noTime('@ -Inf')],
  ['x @ NaN', noTime('@ NaN')],
  ['x @ 1e30', noTime('@ 1e30')],
  [String.raw`x{code=~"5\d\d"}`, escape(String.raw`"5\d\d"`, String.raw`\d`)],
  [String.raw`x{a="b\.c"}`, escape(String.raw`"b\.c"`, String.raw`\.`)],
  [String.raw`x{a=~'\\w\w'}`, escape(String.raw`'\\w\w'`, String.raw`\w`)],
  [String.raw`x{a="\'"}`, escape(String.raw`"\'"`, String.raw`\'`)],
  [String.raw`x{a="\/"}`, escape(String.raw`"\/"`, String.raw`\/`)],
  [String.raw`x{a="\x4"}`, escape(String.raw`"\x4"`, String.raw`\x`)],
  [String.raw`x{a="\A"}`, escape(String.raw`"\A"`, String.raw`\A`)],
  [String.raw`x{a="\400"}`, escape(String.raw`"\400"`, String.raw`\4`)],
  [String.raw`x{a="\ud83d\ude00"}`, escape(String.raw`"\ud83d\ude00"`, String.raw`\ud83d`)],
  [String.raw`x{a="\U00110000"}`, escape(String.raw`"\U00110000"`, String.raw`\U00110000`)],
  [String.raw`label_replace(x, "a", "$1", "b", "(\d+)")`, escape(String.raw`"(\d+)"`, String.raw`\d`)],
  ['x / on (job) group_left (job) y', inBoth('job')],
  ['x / on (a, b) group_right (c, b) y', inBoth('b')],
  ['x or on (a) group_left y', MANY_TO_MANY],
  ['x unless ignoring (a) group_right (b) y', MANY_TO_MANY],
  ['{}', EVERYTHING],
  ['{a=""}', EVERYTHING],
  ['{a="",b=~"c|"}', EVERYTHING],
  ['{a=~".*"}', EVERYTHING],
  ['{a=~"x*"}', EVERYTHING],
  ['{a=~"(b)?"}', EVERYTHING],
  ['{a!="b"}', EVERYTHING],
  ['{a!~".+"}', EVERYTHING],
  ['{__name__=~".*"}', EVERYTHING],
  ['absent({})', EVERYTHING],
  ['rate({}[5m])', EVERYTHING],
  ['x{__name__="y"}', NAMED_TWICE],
  ['x{a="b",__name__!~"y"}', NAMED_TWICE],
  ['x + bool 1', NOT_COMPARED],
  ['x and bool y', NOT_COMPARED],
  ['x atan2 bool y', NOT_COMPARED],
  ['x + on (a) 1', NO_VECTORS],
  ['1 > ignoring (a) x', NO_VECTORS],
  ['x * on (a) time()', NO_VECTORS],
  ['sum by (inf) (x)', noLabel('inf')],
  ['x + on (a) group_left (NaN) y', noLabel('NaN')],
  ['sum by (without) (x)', noLabel('without')],
  ['max(x) without (a, WITHOUT)', noLabel('WITHOUT')],
  ['y != ignoring (without) x', noLabel('without')],
  ['atan2', noMetric('atan2')],
  ['x + Atan2', noMetric('Atan2')],
  ['rate(atan2{a="b"}[5m])', noMetric('atan2')],
  ['vector(1e400)', tooLarge('1e400')],
  ['x > -1e309', tooLarge('1e309')],
  ['x > 0x8000000000000000', tooLargeHexadecimal('0x8000000000000000')],
  ['x > -0x8000000000000000', tooLargeHexadecimal('0x8000000000000000')],
];

/** Refused, since Prometheus 2.42 refuses them, and there is another way to write them; newer ones take them. */
export const NEWER_REFUSED: readonly (readonly [expression: string, why: string])[] = [
  ...['90', '1.5', '1e3', '0x5', '1_0'].map((number): [string, string] => [
    `rate(x[${number}])`,
    `the duration ${number} has no unit`,
  ]),
  ['x offset -0xFF', 'the duration 0xFF has no unit'],
  ['x offset 0s', above('0s')],
  ['x > 1m', newer('1m', '60')],
  ['predict_linear(x[5m], 1h30m)', newer('1h30m', '5400')],
  ['x @ 5m', newer('5m', '300')],
  ['x + 1_000', newer('1_000', '1000')],
];

/** Let through, although 2.42 refuses them: they can be said in no other way, and whoever writes them has a Prometheus that takes them. */
export const NEWER_ACCEPTED: readonly string[] = [
  'first_over_time(x[5m])',
  'sum by ("a.b") (x)',
  '{"a.b"}',
  'max_over_time(x[step()])',
  'rate(x[5m] anchored)',
];

/** Taken by all. */
export const ACCEPTED: readonly string[] = [
  'a + b offset 5m',
  '-x offset 5m',
  'x and y offset 5m',
  'a offset 5m + b offset 6m',
  'x offset 5m @ 5',
  'x @ -1.5 offset -1w',
  'x @ 0x10',
  'max_over_time(x[5m] offset 5m @ end())',
  'max_over_time(sum(x)[5m:1m] @ start() offset 5m)',
  'max_over_time(x offset 5m[5m:])',
  'max_over_time((a + b)[5m:1m])',
  'max_over_time((-x)[5m:])',
  'rate((x[5m]))',
  'rate(x[292y])',
  'max_over_time(x[1y2w3d4h5m:6s7ms])',
  String.raw`x{a="\a\b\f\n\r\t\v\\\"\101\x41\u0041\U00000041"}`,
  String.raw`x{a='\''}`,
  String.raw`x{a=~"5\\d\\d"}`,
  'x{code=~`5\\d\\d`}',
  String.raw`x # "\d"`,
  'x + on (a) group_left (b) y',
  'x + ignoring (a) group_left (a) y',
  'x + on () 1',
  'x > bool on (a) group_left y',
  '1 > bool 2',
  '{a!=""}',
  '{a=~".+"}',
  '{a!~".*"}',
  '{a="",b="c"}',
  '{__name__="x",__name__="y"}',
  'x{a=~".*"}',
  'x{}',
  'x{inf="1"}',
  'sum by (infinity) (x)',
  'x + 0x1F',
  'x > 1e308',
  'x > 0x7fffffffffffffff',
  'x > - 0x1F',
  'x > +1e3',
  'x > Inf',
  'x{without="1"}',
  'sum by (atan2, offset) (x)',
  '{__name__="atan2"} atan2 y',
];
