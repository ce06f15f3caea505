/** Alerts that read recorded series and alerts that ask for themselves: the quick look; `npm run test:rules` has all recordings. */
import { NO_WAITING, replayBothForms } from '../rules/both-forms';
import { mixinFor } from '../scenarios/run';
import { loadRecordings, thin } from '../scenarios/scenario';
import { requireTool } from './tools';

jest.setTimeout(120_000);

const SOME: readonly string[] = ['all-dead', 'slow-handler', 'two-sets-one-never-converges'];

requireTool('promtool')('both forms of every alert', () => {
  const recordings = loadRecordings().filter(({ name }) => SOME.includes(name));

  test.each(recordings.map((recording) => [recording.name, recording] as const))(
    'fire at the same evaluations: %s',
    async (_name, recording) => {
      const { recorded, selfContained } = await replayBothForms(
        thin(recording, 15),
        mixinFor(recording, 'hardened', NO_WAITING),
      );

      expect(recorded.length).toBeGreaterThan(2);
      expect(selfContained).toEqual(recorded);
    },
  );
});
