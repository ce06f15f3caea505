import { parser } from '@prometheus-io/lezer-promql';
import * as fc from 'fast-check';

import {
  aggregate,
  braces,
  call,
  compare,
  escapeRegex,
  formatNumber,
  is,
  noneOf,
  oneOf,
  operand,
  over,
  quote,
  select,
  union,
  type LabelMatcher,
} from '../../lib/orchestrator';
import { parsePromql } from '../../lib/promql/parse';
import { unquoteGo } from '../templates/go-string';
import { runs } from '../properties';

/** Text as a label can hold it, with many of the characters that mean something to somebody. */
const labelText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 20 }),
  fc.string({
    unit: fc.constantFrom(...Array.from('\\"\'`\n\r\t{}()[]|.*+?^$-,=~!#/ \u0000\u007f\u2028äß漢😀')),
    maxLength: 20,
  }),
);

/** The string literals of an expression, in the order in which Prometheus's own grammar finds them. */
function literalsOf(expression: string): string[] {
  const literals: string[] = [];
  parser.parse(expression).iterate({
    enter: ({ type, from, to }) => {
      if (type.name === 'StringLiteral') {
        literals.push(expression.slice(from, to));
      }
    },
  });
  return literals;
}

describe('quote', () => {
  test.each([
    ['plain', 'main', '"main"'],
    ['nothing', '', '""'],
    ['a quote', 'a"b', '"a\\"b"'],
    ['a backslash', 'a\\b', '"a\\\\b"'],
    ['a backslash before a quote', '\\"', '"\\\\\\""'],
    ['a line feed', 'a\nb', '"a\\nb"'],
    ['a control character', 'a\u0001b', '"a\\u0001b"'],
    ['an apostrophe', "it's", '"it\'s"'],
    ['a backtick', '`', '"`"'],
    ['letters of the world', 'größe-漢😀', '"größe-漢😀"'],
    ['what Grafana replaces', '$replica_set', '"$replica_set"'],
  ])('%s', (_what, value, expected) => {
    expect(quote(value)).toBe(expected);
  });

  test('half of a surrogate pair, which no label can hold, is no escape that Go would refuse', () => {
    expect(quote('a\ud800b')).toBe('"a\ufffdb"');
    expect(unquoteGo(quote('\udc00'))).toBe('\ufffd');
  });

  test('Go reads back what was written, and the grammar sees one literal', () => {
    fc.assert(
      fc.property(labelText, (value) => {
        expect(unquoteGo(quote(value))).toBe(value);
        expect(literalsOf(select('up', [is('job', value)]))).toEqual([quote(value)]);
      }),
      runs(300),
    );
  });
});

describe('escapeRegex', () => {
  test.each([
    ['a.b', 'a\\.b'],
    ['a+b*c?', 'a\\+b\\*c\\?'],
    ['(a|b)', '\\(a\\|b\\)'],
    ['[a]{2}', '\\[a\\]\\{2\\}'],
    ['^a$', '\\^a\\$'],
    ['a\\b', 'a\\\\b'],
    ['a-b_c/d:e', 'a-b_c/d:e'],
  ])('%s', (literal, expected) => {
    expect(escapeRegex(literal)).toBe(expected);
  });
});

describe('oneOf and noneOf', () => {
  test.each<[string, readonly string[], LabelMatcher, LabelMatcher]>([
    ['one value', ['a.b'], { label: 'l', op: '=', value: 'a.b' }, { label: 'l', op: '!=', value: 'a.b' }],
    ['several', ['a.b', 'c'], { label: 'l', op: '=~', value: 'a\\.b|c' }, { label: 'l', op: '!~', value: 'a\\.b|c' }],
  ])('%s', (_what, values, one, none) => {
    expect(oneOf('l', values)).toEqual(one);
    expect(noneOf('l', values)).toEqual(none);
  });

  test.each([oneOf, noneOf])('no value is no matcher: %p', (matcher) => {
    expect(() => matcher('replica_set', [])).toThrow(
      new RangeError('a matcher on replica_set needs at least one value'),
    );
  });

  test('the expression matches exactly the names', () => {
    const names = fc.uniqueArray(labelText, { minLength: 2, maxLength: 6 });

    fc.assert(
      fc.property(names, labelText, (values, other) => {
        // Anchored, as Prometheus does it; `u` refuses escapes that RE2 would refuse, too.
        const pattern = new RegExp(`^(?:${oneOf('l', values).value})$`, 'su');
        const near = values.flatMap((value) => [`${value}x`, value.slice(1), value.replace('.', 'x'), `${value}|`]);

        for (const candidate of [...values, other, ...near]) {
          expect([candidate, pattern.test(candidate)]).toEqual([candidate, values.includes(candidate)]);
        }
        expect(noneOf('l', values)).toEqual({ ...oneOf('l', values), op: '!~' });
      }),
      runs(300),
    );
  });
});

describe('expressions', () => {
  test.each([
    [select('up'), 'up'],
    [select('up', []), 'up'],
    [select('up', [is('job', 'a')]), 'up{job="a"}'],
    [select('up', [is('job', 'a'), { label: 'pod', op: '!~', value: 'b.*' }]), 'up{job="a",pod!~"b.*"}'],
    [braces([{ label: 'a', op: '!=', value: '' }]), '{a!=""}'],
    [over('up', '5m'), 'up[5m]'],
    [call('rate', over('x', '5m')), 'rate(x[5m])'],
    [call('histogram_quantile', 0.95, 'x'), 'histogram_quantile(0.95, x)'],
    [call('time'), 'time()'],
    [aggregate('max', [], 'x'), 'max(x)'],
    [aggregate('sum', ['a', 'b'], 'x'), 'sum by (a, b) (x)'],
    [compare('x', '!=', 3), 'x != 3'],
    [compare('x', '<=', -0.5), 'x <= -0.5'],
  ])('%s', (written, expected) => {
    expect(written).toBe(expected);
    expect(written.startsWith('{') ? undefined : parsePromql(written).errorAt).toBeUndefined();
  });
});

describe('formatNumber', () => {
  test.each([
    [0, '0'],
    [-0, '0'],
    [0.1, '0.1'],
    [1e-7, '1e-7'],
    [1e21, '1e+21'],
    [123_456_789, '123456789'],
    [NaN, 'NaN'],
    [Infinity, '+Inf'],
    [-Infinity, '-Inf'],
  ])('%p', (number, expected) => {
    expect(formatNumber(number)).toBe(expected);
  });

  test('PromQL reads every number back', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (number) => {
        const written = formatNumber(number);

        expect(Number(written)).toBe(number === 0 ? 0 : number);
        expect(parsePromql(compare('up', '>', number)).errorAt).toBeUndefined();
      }),
      runs(300),
    );
  });
});

describe('operand', () => {
  test.each([
    ['a selector', 'up{job="a"}'],
    ['a call', 'rate(a_total[5m])'],
    ['a call over a macro of Grafana', 'rate(a_total[$__rate_interval])'],
    ['an aggregation', 'sum by (job) (a or b)'],
    ['a number', '0.5'],
    ['parentheses', '(a or b)'],
    ['parentheses around a comment', '(\n  up # down\n)'],
    ['what does not parse', 'sum by ('],
    ['what would close parentheses of ours', 'a) or (b'],
  ])('%s stays as it is', (_what, expression) => {
    expect(operand(expression)).toBe(expression);
  });

  test.each([
    ['a union', 'a or b', '(a or b)'],
    ['parentheses at both ends', '(a) or (b)', '((a) or (b))'],
    ['a comparison', 'up == 0', '(up == 0)'],
    ['a difference over a macro', 'a - rate(b_total[$__rate_interval])', '(a - rate(b_total[$__rate_interval]))'],
    ['several lines', 'a\nor b\n', '(\n  a\n  or b\n)'],
    ['a comment, which would swallow what follows', 'up # down', '(\n  up # down\n)'],
  ])('%s goes into parentheses', (_what, expression, expected) => {
    expect(operand(expression)).toBe(expected);
    expect(parsePromql(compare(operand(expression), '>', 5)).errorAt).toBeUndefined();
    expect(compare(operand(expression), '>', 5)).toBe(`${expected} > 5`);
  });
});

test.each([
  ['parentheses around all of it', '(\n  a or b\n)', '(\n  a or b\n) > 5'],
  ['parentheses at both ends', '(\n  a\n) or (\n  b\n)', '(\n  (\n    a\n  ) or (\n    b\n  )\n) > 5'],
  ['a parenthesis within a text', "(\n  a{x=\"(\", y='\\')'}\n)", "(\n  a{x=\"(\", y='\\')'}\n) > 5"],
  ['a parenthesis within a comment', '(\n  a # )\n)', '(\n  a # )\n) > 5'],
])('what is compared has %s', (_what, expression, expected) => {
  expect(compare(expression, '>', 5)).toBe(expected);
});

test.each([1, 20, 21, 400, 401, 9_000])(
  'a union of %d loses none, and no chain of it is longer than twenty',
  (count) => {
    const operands = Array.from({ length: count }, (_, index) => `series_${String(index)}`);
    const written = union(operands);
    const lengths = [1];
    const ended: number[] = [];
    for (const [word] of written.matchAll(/\(|\)|\bor\b/g)) {
      if (word === '(') {
        lengths.push(1);
      } else if (word === ')') {
        ended.push(lengths.pop()!);
      } else {
        lengths.push(lengths.pop()! + 1);
      }
    }

    expect(written.match(/series_\d+/g)).toEqual(operands);
    expect(lengths).toHaveLength(1);
    expect(Math.max(...lengths, ...ended)).toBeLessThanOrEqual(20);
    expect(parsePromql(written).errorAt).toBeUndefined();
  },
);
