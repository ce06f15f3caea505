/** Questions that a server leaves unanswered: what depends on them is not judged, and the rest is looked at. */
import { UnreachableError } from '../exit-codes';
import { found, type DoctorFinding } from './finding';

/** What was not looked at, and why. */
export type Withheld = Map<string, string>;

/** Of Prometheus, what no finding needs. */
export const STATUS = 'the version, and the start (/api/v1/status)';

/** An answer; undefined where there is none, and then what was asked for is withheld. */
export async function attempt<TAnswer>(
  withheld: Withheld,
  what: string,
  ask: () => Promise<TAnswer>,
): Promise<TAnswer | undefined> {
  try {
    return await ask();
  } catch (error) {
    if (!(error instanceof UnreachableError)) {
      throw error;
    }
    withheld.set(what, error.message);
    return undefined;
  }
}

export function diagnoseWithheld(server: 'Prometheus' | 'Grafana', withheld: Withheld): readonly DoctorFinding[] {
  return found({
    severity: [...withheld.keys()].every((what) => what === STATUS) ? 'note' : 'warning',
    code: `${server.toLowerCase()}-withheld`,
    what: `Not all of ${server} could be looked at: some questions have no answer`,
    evidence: [...withheld].map(([what, why]) => `${what}: ${why}`),
    fix: 'let the question through in a proxy before it, give credentials with which it may be asked, or more time (--timeout); what depends on the answer was not judged',
  });
}
