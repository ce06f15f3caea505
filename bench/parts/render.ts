/** How rendering grows with the fleet: time, memory, number of rules and bytes. */
import { fleetOfSettings } from '../fleet';
import { child, type Part, type Request } from '../part';
import { digits, sampleOf, shown, table } from '../statistics';

interface Rendered {
  readonly milliseconds: number;
  readonly megabytes: number;
  readonly rules: number;
  readonly ruleBytes: number;
  readonly testBytes: number;
  readonly dashboardBytes: number;
}

/** Most processor time and memory, by the number of replica sets, with one setting for all. */
const ALLOWED: Readonly<Record<number, { readonly milliseconds: number; readonly megabytes: number }>> = {
  1: { milliseconds: 400, megabytes: 150 },
  10_000: { milliseconds: 2_000, megabytes: 200 },
};

export const renderPart: Part = {
  promise: `rendering all files takes more than ${Object.entries(ALLOWED)
    .map(
      ([sets, { milliseconds, megabytes }]) =>
        `${String(milliseconds)} ms or ${String(megabytes)} MB for ${sets} replica sets`,
    )
    .join(', ')}`,
  measure: ({ packages, rounds, small }: Request) => {
    const sizes = small ? [1, 10] : [1, 10, 100, 1_000, 10_000];
    // Every setting makes rules of its own; as many settings as replica sets is measured while that can be waited for.
    const settingsOf = (sets: number): readonly number[] => [
      ...new Set([1, Math.min(10, sets), ...(sets <= 100 ? [sets] : [])]),
    ];
    const measured = packages.flatMap((subject) =>
      sizes.flatMap((sets) =>
        settingsOf(sets).map((settings) => {
          const fleet = fleetOfSettings(sets, settings);
          const runs = Array.from(
            { length: rounds },
            () => child('render.cjs', { root: subject.root, fleet }) as Rendered,
          );
          return {
            subject,
            sets,
            settings,
            time: sampleOf(runs.map(({ milliseconds }) => milliseconds)),
            memory: sampleOf(runs.map(({ megabytes }) => megabytes)),
            rendered: runs[0]!,
          };
        }),
      ),
    );
    const rows = measured.map(({ subject, sets, settings, time, memory, rendered }) => [
      `${digits(sets)}${packages.length > 1 ? ` of ${subject.name}` : ''}`,
      digits(settings),
      shown(time),
      digits(memory.median),
      digits(rendered.rules),
      ...[rendered.ruleBytes, rendered.testBytes, rendered.dashboardBytes].map((bytes) => digits(bytes / 1_000)),
    ]);
    const headings = ['replica sets', 'settings', 'CPU ms', 'MB', 'rules', 'rules kB', 'tests kB', 'dashboards kB'];
    return {
      text: `One process renders every file of one fleet; processor time and memory are those of the whole process, loading included.\n\n${table(headings, rows)}`,
      broken: measured.flatMap(({ subject, sets, settings, time, memory }) => {
        const allowed = subject === packages[0] && settings === 1 ? ALLOWED[sets] : undefined;
        const words = `render of ${digits(sets)} replica sets`;
        return allowed === undefined
          ? []
          : [
              ...(time.median > allowed.milliseconds
                ? [`${words}: ${digits(time.median)} ms of CPU; allowed ${String(allowed.milliseconds)}`]
                : []),
              ...(memory.median > allowed.megabytes
                ? [`${words}: ${digits(memory.median)} MB; allowed ${String(allowed.megabytes)}`]
                : []),
            ];
      }),
    };
  },
};
