import { UnreachableError } from '../exit-codes';

export interface DoctorFinding {
  /** A `note` is worth knowing; nothing is wrong. */
  readonly severity: 'error' | 'warning' | 'note';
  /** For programs: kebab-case; never changes. */
  readonly code: string;
  /** One sentence without a full stop. */
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

/** Questions that a server leaves unanswered, and why: what depends on them is not judged, and the rest is looked at. */
export type Withheld = Map<string, string>;

/** Where Prometheus speaks of itself, which hardly any finding needs. */
export const STATUS = '/api/v1/status/';

/** An answer; undefined where there is none, and then what was asked for is withheld. Errors of another kind are thrown. */
export async function askOrWithhold<TAnswer>(
  withheld: Withheld,
  what: string,
  ask: () => Promise<TAnswer>,
  kind = UnreachableError,
): Promise<TAnswer | undefined> {
  try {
    return await ask();
  } catch (error) {
    if (!(error instanceof kind)) {
      throw error;
    }
    withheld.set(what, error.message);
    return undefined;
  }
}

export function diagnoseWithheld(server: 'Prometheus' | 'Grafana', withheld: Withheld): readonly DoctorFinding[] {
  return found({
    severity: [...withheld.keys()].every((what) => what.includes(STATUS)) ? 'note' : 'warning',
    code: `${server.toLowerCase()}-withheld`,
    what: `Not all of ${server} could be looked at: some questions have no answer`,
    evidence: [...withheld].map(([what, why]) => `${what}: ${why}`),
    fix: 'let the question through in a proxy before it, give credentials with which it may be asked, or more time (--timeout); what depends on the answer was not judged',
  });
}
