/**
 * Whether Prometheus can read a regular expression. Prometheus uses RE2's syntax as Go has it, which is not JavaScript's: no looking
 * around, no back references, `(?P<name>...)`, `(?i)`, `[[:alpha:]]`. One expression that does not parse makes Prometheus refuse the whole file.
 */
import { RE2JS } from 're2js';

/** Why an expression is no RE2 expression, in the parser's words; undefined where it is one. */
export function re2Problem(expression: string): string | undefined {
  try {
    RE2JS.compile(expression);
    // Prometheus anchors it, which an unclosed \Q would swallow.
    RE2JS.compile(`^(?s:${expression})$`);
    return undefined;
  } catch (error) {
    const words = error instanceof Error ? error.message : String(error);
    // The parser quotes what it could not read, which may be all of a very long expression.
    return words.length > 120 ? words.replace(/: `[^]*$/, '') : words;
  }
}
