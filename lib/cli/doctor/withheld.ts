/** Questions that a server leaves unanswered: what depends on them is not judged, and the rest is looked at. */
import { UnreachableError } from '../exit-codes';
import { found, type DoctorFinding } from './finding';

/** What was not looked at, and why. */
export type Withheld = Map<string, string>;

/** Where Prometheus speaks of itself, which hardly any finding needs. */
export const STATUS = '/api/v1/status/';

/** An answer; undefined where there is none, and then what was asked for is withheld. Errors of another kind are thrown. */
export async function attempt<TAnswer>(
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
