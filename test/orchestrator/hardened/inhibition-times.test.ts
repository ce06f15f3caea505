import { seconds, type AlertDefinition } from '../../../lib/orchestrator';
import { HARDENED_AREAS } from '../../../lib/orchestrator/hardened/areas';

test('no alert goes on for longer after its condition than one that silences it: it would be told when all is well again', () => {
  const definitions = HARDENED_AREAS.flatMap(({ alerts }): readonly AlertDefinition[] => alerts);
  const kept = new Map(
    definitions.map(({ name, keepFiringFor }) => [name, keepFiringFor === undefined ? 0 : seconds(keepFiringFor)]),
  );
  const outliving = definitions.flatMap(({ name: source, silences = [] }) =>
    silences
      .flatMap(({ alerts }) => alerts)
      .filter((target) => (kept.get(target) ?? 0) > (kept.get(source) ?? 0))
      .map((target) => `${target} outlives ${source}`),
  );

  expect(outliving).toEqual([]);
});
