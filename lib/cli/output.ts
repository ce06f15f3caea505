import { Help } from 'commander';

export interface Output {
  readonly write: (text: string) => void;
  readonly writeError: (text: string) => void;
  /** Whether what is written to `write` may carry colour. */
  readonly colour: boolean;
  /** Whether `writeError` goes to a terminal. */
  readonly watched: boolean;
}

/** Columns of the narrowest terminal. */
export const WIDTH = 80;

/** Milliseconds after which progress is shown. */
const PATIENCE = 1_000;

const COLOURS = { red: 31, green: 32, yellow: 33, cyan: 36, bold: 1 } as const;

/** From the worst on. Of an `info` or a `note` nothing is wrong. */
const SEVERITIES = { error: 'red', warning: 'yellow', info: 'cyan', note: 'cyan' } as const;

interface Judged {
  readonly severity: keyof typeof SEVERITIES;
}

export function paint(output: Output, colour: keyof typeof COLOURS, text: string): string {
  return output.colour ? `\u001b[${String(COLOURS[colour])}m${text}\u001b[0m` : text;
}

/** `1 error`, `2 errors`. */
export function counted(number: number, word: string): string {
  return `${String(number)} ${word}${number === 1 ? '' : 's'}`;
}

/** Findings in the order of their severities; among equals as they were found. */
export function errorsFirst<TFinding extends Judged>(findings: readonly TFinding[]): readonly TFinding[] {
  return Object.keys(SEVERITIES).flatMap((wanted) => findings.filter(({ severity }) => severity === wanted));
}

export const isProblem = ({ severity }: Judged): boolean => severity === 'error' || severity === 'warning';

export const paintSeverity = (output: Output, severity: Judged['severity']): string =>
  paint(output, SEVERITIES[severity], severity);

/** `1 error, 2 warnings`, or that nothing is wrong. */
export function verdict(output: Output, findings: readonly Judged[], ...counts: readonly Judged['severity'][]): string {
  return findings.some(isProblem)
    ? counts.map((wanted) => counted(findings.filter(({ severity }) => severity === wanted).length, wanted)).join(', ')
    : paint(output, 'green', 'No problems found');
}

/** Text in lines of at most 80 columns, each indented. A word that is longer than a line (an address) stays whole. */
export function wrap(text: string, indent = ''): string {
  return new Help().boxWrap(text, WIDTH - indent.length).replace(/^(?=.)/gm, indent);
}

/** Does work; if it takes longer than a second on a terminal, a line says what it is doing, and vanishes at the end. */
export async function withProgress<TResult>(
  output: Output,
  work: (say: (what: string) => void) => Promise<TResult>,
): Promise<TResult> {
  if (!output.watched) {
    return work(() => undefined);
  }
  const line = { shown: false, what: '' };
  const show = (): void => {
    output.writeError(`\r\u001b[K${line.what.slice(0, WIDTH - 1)}`);
    line.shown = true;
  };
  const timer = setTimeout(show, PATIENCE);
  try {
    return await work((what) => {
      line.what = `${what} ...`;
      if (line.shown) {
        show();
      }
    });
  } finally {
    clearTimeout(timer);
    if (line.shown) {
      output.writeError('\r\u001b[K');
    }
  }
}
