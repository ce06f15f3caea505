/** Alerts fire at the same evaluations, whether they read recorded series or ask for themselves: on every recording. */
import { createMixin, type MonitoringProps } from '../../lib';
import { CORE_ALERT_NAMES } from '../../lib/orchestrator';
import { requireTool } from '../real/tools';
import { mixinFor } from '../scenarios/run';
import { loadRecordings, thin } from '../scenarios/scenario';
import { inCluster, NO_WAITING, replayBothForms, SENSITIVE } from './both-forms';

jest.setTimeout(300_000);

/** Seconds between two scrapes, and settings. */
const VARIANTS: readonly (readonly [number, MonitoringProps])[] = [
  [5, NO_WAITING],
  [15, SENSITIVE],
  [60, NO_WAITING],
];

const recordings = loadRecordings().map((recording) => [recording.name, recording] as const);

/**
 * Their like happens in no recording, nor is there a database in one. The generated tests, which pass with recording rules and without, show
 * both forms of them.
 */
const NEVER: readonly string[] = [
  'OrchestratorNoEventsHandled',
  'OrchestratorWorkerLeftBehind',
  'OrchestratorProjectionErrors',
  'OrchestratorProjectionStalled',
];

requireTool('promtool')('both forms of every alert', () => {
  const fired = new Set<string>();

  test.each(recordings)('fire alike: %s', async (_name, recording) => {
    for (const [interval, props] of VARIANTS) {
      if (interval >= recording.scrapeInterval) {
        const { recorded, selfContained } = await replayBothForms(
          thin(recording, interval),
          mixinFor(recording, 'hardened', props),
        );
        recorded.forEach(({ alert }) => fired.add(alert));

        expect(selfContained).toEqual(recorded);
      }
    }
  });

  test.each(recordings.filter(([, { replicaSets }]) => replicaSets.length > 1))(
    'fire alike in a cluster with workloads: %s',
    async (_name, original) => {
      const { recording, props } = inCluster(thin(original, 15));
      const { recorded, selfContained } = await replayBothForms(recording, createMixin({ ...NO_WAITING, ...props }));
      recorded.forEach(({ alert }) => fired.add(alert));

      expect(selfContained).toEqual(recorded);
    },
  );

  test('not because none of them fires', () => {
    expect(CORE_ALERT_NAMES.filter((name) => !fired.has(name) && !NEVER.includes(name))).toEqual([]);
  });
});
