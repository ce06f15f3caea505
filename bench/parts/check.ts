/** What single functions cost: tinybench in a process for each fleet. */
import { fleetOfSettings } from '../fleet';
import { child, type Part, type Request } from '../part';
import { shown, table, type Sample } from '../statistics';

export const checkPart: Part = {
  measure: ({ packages, small }: Request) => {
    const sizes = small ? [1] : [1, 100, 1_000];
    const measured = packages.flatMap((subject) =>
      sizes.map((sets) => ({
        name: `${String(sets)}${packages.length > 1 ? ` of ${subject.name}` : ''}`,
        results: child('functions.cjs', {
          root: subject.root,
          fleet: fleetOfSettings(sets, Math.min(10, sets)),
          milliseconds: small ? 200 : 1_000,
        }) as Readonly<Record<string, Sample>>,
      })),
    );
    const functions = Object.keys(measured[0]?.results ?? {});
    const rows = measured.map(({ name, results }) => [name, ...functions.map((key) => shown(results[key]!))]);
    return {
      text: `Milliseconds of one call, by the number of replica sets; at most ten settings.\n\n${table(['replica sets', ...functions.map((name) => `\`${name}\``)], rows)}`,
      broken: [],
    };
  },
};
