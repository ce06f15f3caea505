/** A `note` is worth knowing; nothing is wrong. */
export type DoctorSeverity = 'error' | 'warning' | 'note';

export interface DoctorFinding {
  readonly severity: DoctorSeverity;
  /** For programs: kebab-case; never changes. */
  readonly code: string;
  /** What is wrong, in one sentence without a full stop. */
  readonly what: string;
  /** What shows it, one line each. */
  readonly evidence: readonly string[];
  readonly fix: string;
}

/** Most lines of a list of evidence. */
const SHOWN = 8;

/** A finding with the first few lines of its evidence; none where nothing shows it. */
export function found(finding: DoctorFinding): readonly DoctorFinding[] {
  return finding.evidence.length === 0 ? [] : [{ ...finding, evidence: few(finding.evidence) }];
}

/** The first few of many lines, and how many more there are. */
export function few(lines: readonly string[]): readonly string[] {
  return lines.length <= SHOWN ? lines : [...lines.slice(0, SHOWN - 1), `and ${String(lines.length - SHOWN + 1)} more`];
}

/** `one`, `one and two`, `one, two and three`. */
export function listed(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1) ?? ''}`;
}
