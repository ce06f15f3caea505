/** Whether memory stays flat while commands run again and again in one process. */
import { child, type Part, type Request } from '../part';
import { digits, table } from '../statistics';

/** What a process holds at the end of a minute, in megabytes; `rounds` since the beginning. */
interface Held {
  readonly minute: number;
  readonly rounds: number;
  readonly heap: number;
  readonly rss: number;
}

/** How many times what was held after half of the rounds may be held at the end: until then, code is compiled and the parser's memory fills. */
const ALLOWED = 1.1;

export const soakPart: Part = {
  promise: `after ten minutes of \`render --check\` and \`doctor\`, more than ${String(ALLOWED)} times what was held after half of the rounds is held`,
  measure: ({ packages, small }: Request) => {
    const measured = packages.map((subject) => ({
      subject,
      ...(child('soak.cjs', { root: subject.root, minutes: small ? 2 : 10 }, ['--expose-gc']) as {
        readonly held: readonly Held[];
        readonly requests: number;
      }),
    }));
    const rows = measured.flatMap(({ subject, held }) =>
      held.map(({ minute, rounds, heap, rss }) => [
        `${String(minute)}${packages.length > 1 ? ` of ${subject.name}` : ''}`,
        String(rounds),
        digits(heap),
        digits(rss),
      ]),
    );
    const [{ held, requests }] = measured as [(typeof measured)[number]];
    const last = held.at(-1) ?? { rounds: 0, heap: 0 };
    // Not after half of the time: a busy machine runs most of the rounds when it is busy no more.
    const half = held.find(({ rounds }) => rounds >= last.rounds / 2)?.heap ?? 0;
    return {
      text: `One process runs \`render --check\` and \`doctor\`, each round for another fleet; ${digits(requests)} requests to a server in the same process; megabytes after the garbage is collected.\n\n${table(['minute', 'rounds', 'heap MB', 'RSS MB'], rows)}`,
      broken:
        last.heap > ALLOWED * half
          ? [`soak: ${digits(last.heap)} MB of heap, and ${digits(half)} after half of the rounds`]
          : [],
    };
  },
};
