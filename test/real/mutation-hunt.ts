/**
 * Which faulty rules the generated tests let pass. Every fault is held against one case after the other until one fails; those that caught
 * most faults of the same rules come first, so that most faults need no second one.
 */
import { cpus } from 'node:os';

import { promtoolTests } from './promtool-tests';
import { mutantsOf, type Mutant, type RuleFields } from './rule-mutations';
import type { Case, RuleSubject } from './rule-subjects';

/** How many faults promtool is given at a time. */
const BATCH = 16;

/** A fault that is still to be found. */
interface Attempt extends Mutant {
  /** The rules of the subject, one of them faulty. */
  readonly rules: readonly RuleFields[];
  readonly passed: ReadonlySet<Case>;
}

/** What became of the faults. */
export interface Hunt {
  /** Faults that no case found, each in words. */
  readonly survivors: readonly string[];
  /** Faults with which the rules did not even load: they say nothing about the tests. */
  readonly unloadable: readonly string[];
  /** How many faults there were. */
  readonly faults: number;
}

/**
 * Tries every fault of a subject's rules.
 *
 * @param evaluation - seconds between two evaluations
 */
export async function huntMutants(subject: RuleSubject, evaluation: number): Promise<Hunt> {
  const waiting = attemptsOf(subject, evaluation);
  const faults = waiting.length;
  const caught = new Map<Case, number>(subject.cases.map((each) => [each, 0]));
  const survivors: string[] = [];
  const unloadable: string[] = [];
  /** The case that caught most of those that the attempt has not passed. */
  const nextCase = ({ passed }: Attempt): Case | undefined =>
    [...caught].filter(([each]) => !passed.has(each)).sort(([, some], [, others]) => others - some)[0]?.[0];
  const hunter = async (): Promise<void> => {
    while (waiting.length > 0) {
      const batch = waiting.splice(0, BATCH).flatMap((attempt) => {
        const held = nextCase(attempt);
        if (held === undefined) {
          survivors.push(attempt.what);
        }
        return held === undefined ? [] : [{ attempt, held }];
      });
      const verdicts = await promtoolTests(batch.map(({ attempt, held }) => subject.files([held], attempt.rules)));
      batch.forEach(({ attempt, held }, index) => {
        const { status, output } = verdicts[index]!;
        if (status === 0) {
          waiting.push({ ...attempt, passed: new Set([...attempt.passed, held]) });
        } else if (output.includes('got:')) {
          caught.set(held, (caught.get(held) ?? 0) + 1);
        } else {
          unloadable.push(`${attempt.what}: ${output}`);
        }
      });
    }
  };
  await Promise.all(cpus().map(hunter));
  return { survivors, unloadable, faults };
}

function attemptsOf(subject: RuleSubject, evaluation: number): Attempt[] {
  return subject.rules.flatMap((rule, index) =>
    mutantsOf(rule, evaluation).map((mutant): Attempt => ({
      ...mutant,
      // Two rules of one name are told apart by their places.
      what: subject.rules.length > 1 ? `${mutant.what} (rule ${String(index + 1)})` : mutant.what,
      rules: subject.rules.map((other) => (other === rule ? mutant.rule : other)),
      passed: new Set(),
    })),
  );
}
