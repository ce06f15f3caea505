import * as fc from 'fast-check';
import { parse } from 'yaml';

import { toYaml } from '../../lib';
import { runs } from '../properties';

const VERSIONS = ['1.1', '1.2'] as const;

describe('form', () => {
  test('two spaces, keys in their order, a line feed at the end', () => {
    expect(toYaml({ b: { c: [1, { d: true, a: null }] }, a: 'x' })).toBe(
      'b:\n  c:\n    - 1\n    - d: true\n      a: null\na: x\n',
    );
  });

  test('long lines are not folded', () => {
    const expression = `sum(${'x'.repeat(500)} or y)`;

    expect(toYaml({ expr: expression })).toBe(`expr: ${expression}\n`);
  });

  test('what stands twice is written twice: no anchors', () => {
    const shared = { a: 1 };

    expect(toYaml([shared, shared])).toBe('- a: 1\n- a: 1\n');
  });

  test('several lines are a block', () => {
    expect(toYaml({ expr: 'a\nor b\n' })).toBe('expr: |\n  a\n  or b\n');
  });

  test('templates need no quotes', () => {
    expect(toYaml({ summary: 'Replica set {{ $labels.replica_set }}' })).toBe(
      'summary: Replica set {{ $labels.replica_set }}\n',
    );
  });
});

test('a lone =, over which some readers of YAML 1.1 stumble, is in quotes', () => {
  expect(toYaml({ matchType: '=', '=': '=~' })).toBe('matchType: "="\n"=": =~\n');
});

describe('text that a reader of YAML 1.1 or 1.2 would take for something else is in quotes', () => {
  test.each([
    ...['y', 'Y', 'n', 'yes', 'No', 'on', 'OFF', 'true', 'False', 'null', 'NULL', '~', ''],
    ...['1', '-1', '+1', '1.5', '.5', '1.', '1e3', '1E+3', '12e03', '0x1F', '0o14', '014', '0b11', '1_000', '1__0'],
    ...['1:30', '190:20:30', '1:30.5', '.inf', '-.INF', '.nan', '2001-01-01', '2001-12-14t21:59:43.10-05:00'],
    ...[
      '=',
      '<<',
      '-',
      '- a',
      '? a',
      ': a',
      'a: b',
      'a #b',
      '#a',
      '&a',
      '*a',
      '!a',
      '%a',
      '@a',
      '`a',
      '|',
      '>',
      '[a',
      '{a',
    ],
    ...[
      '"',
      "'",
      '"a"',
      "'a'",
      ' a',
      'a ',
      '\ta',
      'a\t',
      '---',
      '...',
      '--- a',
      'a\n---\nb',
      'a\n...\nb',
      '\n',
      '\na',
      'a\n\n',
      ' \n',
      ' \n \n',
      ' \na',
      '\n a',
      '  \t\n',
    ],
    ...[
      'a\r\nb',
      'a\rb',
      '\u0000',
      '\u0007',
      '\u001b',
      '\u007f',
      '\u0085',
      '\u009f',
      '\u2028',
      '\u2029',
      '\ufeff',
      '\ufffe',
      '\uffff',
    ],
    ...['größe', '漢', '😀', 'a"b\\c', "it's", '{{ $value }}', '$1:$2', '([^:]+)(?::\\d+)?;(\\d+)'],
  ])('%j', (text) => {
    const data = { [text]: text, list: [text] };

    for (const version of VERSIONS) {
      expect(parse(toYaml(data), { version })).toEqual(data);
    }
  });

  test('what YAML does not count as printable is escaped, and line ends that only some readers know', () => {
    expect(toYaml(['a\u0085b', '\u2028', 'x\ufeff', '\u007f', '\ufffe'])).toBe(
      '- "a\\x85b"\n- "\\u2028"\n- "x\\ufeff"\n- "\\x7f"\n- "\\ufffe"\n',
    );
  });
});

test('data of any kind is read back by readers of 1.1 and of 1.2', () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 12 }),
    fc.string({ unit: fc.constantFrom(...Array.from('-+.0_:eoxbynN\'"#{}[],&*!|>%@`~=<? \n\t\r')), maxLength: 10 }),
    fc.constantFrom('yes', 'null', '0o7', '1:30', '<<', '.inf', '2001-01-01'),
  );
  const { value } = fc.letrec((tie) => ({
    value: fc.oneof(
      { maxDepth: 3 },
      text,
      fc.integer(),
      fc.boolean(),
      fc.constant(null),
      fc.array(tie('value'), { maxLength: 4 }),
      fc.dictionary(text, tie('value'), { maxKeys: 4 }),
    ),
  }));

  fc.assert(
    fc.property(value, (data) => {
      const written = toYaml(data);

      for (const version of VERSIONS) {
        expect(parse(written, { version })).toEqual(data);
      }
      // Go's reader refuses what YAML does not count as printable, even within quotes.
      expect(written).not.toMatch(/[\u007f-\u009f\ufeff\ufffe\uffff]/);
    }),
    runs(300),
  );
});
