/** What a doctor says. */

/** How bad it is: a `note` is worth knowing, and nothing is wrong. */
export type DoctorSeverity = 'error' | 'warning' | 'note';

/** One thing that was found. */
export interface DoctorFinding {
  readonly severity: DoctorSeverity;
  /** For programs: kebab-case, and for ever. */
  readonly code: string;
  /** What is the matter, in one sentence without a final stop. */
  readonly what: string;
  /** What shows it, a line each. */
  readonly evidence: readonly string[];
  /** How to mend it. */
  readonly mend: string;
}

/** Lines that a list of evidence has at most. */
const SHOWN = 8;

/** The first few of many lines, and how many there are more. */
export function few(lines: readonly string[]): readonly string[] {
  return lines.length <= SHOWN ? lines : [...lines.slice(0, SHOWN - 1), `and ${String(lines.length - SHOWN + 1)} more`];
}

/** `one`, `one and two`, `one, two and three`. */
export function listed(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1) ?? ''}`;
}
