/**
 * Recordings side by side as the two clusters of one store, with replica sets of one name: no false alarm, whether or not the configuration says
 * anything of clusters; and where it does, a fault is told by the name of its cluster.
 */
import { renderPrometheusRules, toYaml } from '../../lib';
import { falseAlarms, missed } from '../scenarios/complaints';
import { notifications } from '../scenarios/inhibition';
import { replay } from '../scenarios/promtool-replay';
import { mixinFor, run } from '../scenarios/run';
import { extend, loadRecording, thin, type Recording } from '../scenarios/scenario';
import { inCluster, together } from '../scenarios/variants';
import { requireTool } from './tools';

jest.setTimeout(600_000);

/** Before its worker dies: what is left are addresses that change hands. */
const flipped = (): Recording => {
  const whole = loadRecording('label-flip');
  const series = whole.series.map((one) => ({ ...one, values: one.values.filter(([time]) => time <= 525) }));
  return extend({ ...whole, duration: 525, faults: [], series }, whole.duration - 525);
};
const pair = (us: Recording, eu: Recording): Recording =>
  together(inCluster(us, 'us', '10.1.1.1'), inCluster(eu, 'eu', '10.2.2.2'));
const options = { profile: 'hardened', intervals: [15, 60] } as const;
/** Who is told above info, and of which cluster. */
const told = async (recording: Recording): Promise<readonly string[]> => {
  const mixin = mixinFor(recording, 'hardened', { aggregateBy: ['cluster'] });
  const rules = toYaml(renderPrometheusRules(mixin.ruleGroups));
  const replayed = await replay(thin(recording, 15), rules, 30);
  const loud = notifications(replayed, mixin.inhibitions).filter(({ alert }) => alert.severity !== 'info');
  return [...new Set(loud.map(({ alert: { alert, labels } }) => `${labels['cluster'] ?? ''} ${alert}`))].sort();
};

requireTool('promtool')('two clusters in one store', () => {
  test.each<[string, () => Recording]>([
    ['steady and idle', () => pair(loadRecording('steady'), loadRecording('idle-30min'))],
    ['addresses that change hands, twice', () => pair(flipped(), flipped())],
    [
      'addresses that change hands, and two servers without deduplication',
      () => pair(flipped(), loadRecording('ha-pair-idle')),
    ],
    [
      'two servers without deduplication, twice',
      () => pair(loadRecording('ha-pair-idle'), loadRecording('ha-pair-idle')),
    ],
  ])('%s: no false alarm, with and without a word in the configuration', async (_what, calm) => {
    for (const aggregateBy of [[], ['cluster']]) {
      expect(falseAlarms(await run([calm()], { ...options, props: { aggregateBy } }))).toEqual([]);
    }
  });

  test.each<[string, () => Recording, () => Recording, readonly string[]]>([
    [
      'kill-one beside steady',
      () => loadRecording('steady'),
      () => loadRecording('kill-one'),
      ['eu OrchestratorTargetDown'],
    ],
    [
      'kill-one beside two servers without deduplication',
      () => loadRecording('ha-pair-idle'),
      () => loadRecording('kill-one'),
      ['eu OrchestratorTargetDown'],
    ],
    [
      'label-flip beside addresses that change hands at the same time',
      flipped,
      () => loadRecording('label-flip'),
      ['eu OrchestratorTargetDown'],
    ],
    [
      'all-dead beside steady',
      () => loadRecording('steady'),
      () => loadRecording('all-dead'),
      ['eu OrchestratorNoWorkers'],
    ],
  ])('%s: the fault is told by the name of its cluster, and nothing else is', async (_what, us, eu, expected) => {
    const ill = pair(us(), eu());
    const apart = await run([ill], { ...options, props: { aggregateBy: ['cluster'] } });

    expect(falseAlarms(await run([ill], options))).toEqual([]);
    expect({ missed: missed(apart), falseAlarms: falseAlarms(apart) }).toEqual({ missed: [], falseAlarms: [] });
    expect(await told(ill)).toEqual(expected);
  });
});
