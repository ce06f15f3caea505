/** What synthesizing charts costs, beside the same objects written as literal ApiObjects. */
import { child, type Part, type Request } from '../part';
import { digits, sampleOf, shown, table } from '../statistics';

/** Milliseconds of one synthesis. */
interface Synthesized {
  readonly construct: number;
  readonly literal: number;
}

const ALLOWED = 3;

export const synthPart: Part = {
  promise: `synthesizing charts takes more than ${String(ALLOWED)} times the same objects as literals`,
  measure: ({ packages, rounds, small }: Request) => {
    const sizes = small ? [1, 10] : [1, 10, 50, 100, 200];
    const measured = packages.flatMap((subject) =>
      sizes.map((charts) => {
        const runs = Array.from(
          { length: rounds },
          () => child('synth.cjs', { root: subject.root, charts }) as Synthesized,
        );
        return {
          subject,
          charts,
          construct: sampleOf(runs.map((run) => run.construct)),
          literal: sampleOf(runs.map((run) => run.literal)),
          times: sampleOf(runs.map((run) => run.construct / run.literal)),
        };
      }),
    );
    const rows = measured.map(({ subject, charts, construct, literal, times }) => [
      `${String(charts)}${packages.length > 1 ? ` of ${subject.name}` : ''}`,
      shown(construct),
      shown(literal),
      shown(times),
      digits(construct.median / charts),
    ]);
    return {
      text: `Each chart has a fleet of its own, delivered through kube-prometheus-stack; milliseconds of the second synthesis in a process.\n\n${table(['charts', 'construct', 'literals', 'times', 'a chart'], rows)}`,
      broken: measured
        .filter(({ subject, times }) => subject === packages[0] && times.median > ALLOWED)
        .map(
          ({ charts, times }) =>
            `synth of ${String(charts)} charts: ${digits(times.median)} times the literals; allowed ${String(ALLOWED)}`,
        ),
    };
  },
};
