/** How rendering grows with the fleet: time, memory, number of rules and bytes. */
import { fleetOfProjections, fleetOfSettings } from '../fleet';
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

/**
 * Most processor time, in that of bare Node, and memory, by the number of replica sets, with one setting for all: 0.4 and 2 s where bare Node
 * takes 62 ms.
 */
const ALLOWED: Readonly<Record<number, { readonly times: number; readonly megabytes: number }>> = {
  1: { times: 6.5, megabytes: 150 },
  10_000: { times: 32, megabytes: 200 },
};

export const renderPart: Part = {
  promise: `rendering all files takes more than ${Object.entries(ALLOWED)
    .map(
      ([sets, { times, megabytes }]) =>
        `${String(times)} times bare Node or ${String(megabytes)} MB for ${sets} replica sets`,
    )
    .join(', ')}`,
  measure: ({ packages, rounds, small }: Request) => {
    const sizes = small ? [1, 10] : [1, 10, 100, 1_000, 10_000];
    // Every setting makes rules of its own; as many settings as replica sets is measured while that can be waited for.
    const settingsOf = (sets: number): readonly number[] => [
      ...new Set([1, Math.min(10, sets), ...(sets <= 100 ? [sets] : [])]),
    ];
    const fleets = [
      ...sizes.flatMap((sets) =>
        settingsOf(sets).map((settings) => ({
          sets,
          settings,
          projections: 0,
          fleet: fleetOfSettings(sets, settings),
        })),
      ),
      ...(small ? [1, 10] : [1, 10, 100, 1_000]).map((projections) => ({
        sets: 1,
        settings: 1,
        projections,
        fleet: fleetOfProjections(projections),
      })),
    ];
    const bare = sampleOf(Array.from({ length: rounds }, () => child('load.cjs', { modules: [] }) as number));
    const measured = packages.flatMap((subject) =>
      // Another commit may know no database.
      fleets
        .filter(({ projections }) => projections === 0 || subject === packages[0])
        .map(({ sets, settings, projections, fleet }) => {
          const runs = Array.from(
            { length: rounds },
            () => child('render.cjs', { root: subject.root, fleet }) as Rendered,
          );
          return {
            subject,
            sets,
            settings,
            projections,
            time: sampleOf(runs.map(({ milliseconds }) => milliseconds)),
            memory: sampleOf(runs.map(({ megabytes }) => megabytes)),
            rendered: runs[0]!,
          };
        }),
    );
    const rows = measured.map(({ subject, sets, settings, projections, time, memory, rendered }) => [
      `${digits(sets)}${packages.length > 1 ? ` of ${subject.name}` : ''}`,
      digits(settings),
      projections === 0 ? 'not named' : digits(projections),
      shown(time),
      digits(memory.median),
      digits(rendered.rules),
      ...[rendered.ruleBytes, rendered.testBytes, rendered.dashboardBytes].map((bytes) => digits(bytes / 1_000)),
    ]);
    const headings = [
      'replica sets',
      'settings',
      'projections',
      'CPU ms',
      'MB',
      'rules',
      'rules kB',
      'tests kB',
      'dashboards kB',
    ];
    return {
      text: `One process renders every file of one fleet, with named projections also the database’s; processor time and memory are those of the whole process, loading included. Bare Node takes ${shown(bare)} ms.\n\n${table(headings, rows)}`,
      broken: measured.flatMap(({ subject, sets, settings, projections, time, memory }) => {
        const allowed = subject === packages[0] && settings === 1 && projections === 0 ? ALLOWED[sets] : undefined;
        const words = `render of ${digits(sets)} replica sets`;
        return allowed === undefined
          ? []
          : [
              ...(time.median > allowed.times * bare.median
                ? [`${words}: ${digits(time.median)} ms of CPU; allowed ${digits(allowed.times * bare.median)}`]
                : []),
              ...(memory.median > allowed.megabytes
                ? [`${words}: ${digits(memory.median)} MB; allowed ${String(allowed.megabytes)}`]
                : []),
            ];
      }),
    };
  },
};
