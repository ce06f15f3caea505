/** The rendered inhibition rules in a real Alertmanager: it notifies what our model of it says. */
import { spawnSync } from 'node:child_process';

import { renderInhibitionRules, renderPrometheusRules, toYaml } from '../../lib';
import { seconds } from '../../lib/orchestrator';
import { notifications } from '../scenarios/inhibition';
import { replay, type Replay } from '../scenarios/promtool-replay';
import { mixinFor } from '../scenarios/run';
import { loadRecording } from '../scenarios/scenario';
import { inCluster, together } from '../scenarios/variants';
import { ALERTMANAGER, GROUP_WAIT, startAlertmanager, type Labels } from './alertmanager-process';
import { pause } from './server-process';
import { requireTool } from './tools';

jest.setTimeout(120_000);

/** Milliseconds between two changes of what fires: enough for a group to wait, to be notified, and for a silence to end. */
const STEP = 4 * GROUP_WAIT;

const names = (all: readonly Labels[]): string[] =>
  [...new Set(all.map((labels) => `${labels['alertname'] ?? ''}{${labels['replica_set'] ?? ''}}`))].sort();

/** Posts what fires whenever that changes, with the time between two changes compressed to a step. */
async function play({ firing }: Replay, post: (now: readonly Labels[], ended: readonly Labels[]) => Promise<void>) {
  for (const time of [...new Set(firing.flatMap(({ from, to }) => [from, to]))].sort((a, b) => a - b)) {
    const now = firing.filter(({ from, to }) => from <= time && time < to).map(({ labels }) => labels);
    const ended = firing.filter(({ to }) => to === time).map(({ labels }) => labels);
    await post(
      now,
      ended.filter((labels) => !now.includes(labels)),
    );
    await pause(STEP);
  }
}

/** A recording in a cluster of its own, and the fleet that pins it. */
function fleetIn(cluster: string, name: string, host: string) {
  const recording = inCluster(loadRecording(name), cluster, host);
  return { recording, mixin: mixinFor(recording, 'hardened', { selector: { job: 'projection-workers', cluster } }) };
}

const rendered = (recording: string) => {
  const found = loadRecording(recording);
  return { recording: found, mixin: mixinFor(found, 'hardened') };
};

requireTool('promtool')('the alerts of a recording', () => {
  requireTool(ALERTMANAGER)('given to a real Alertmanager with the rendered inhibition rules', () => {
    // One fault with several consequences, and two faults side by side that must not silence each other.
    test.each(['fail-permanent-exit', 'slow-coordination', 'two-sets-one-never-converges'])(
      '%s: it notifies what the model says, and no more',
      async (name) => {
        const { recording, mixin } = rendered(name);
        const rules = toYaml(renderPrometheusRules(mixin.ruleGroups));
        const replayed = await replay(recording, rules, seconds(mixin.config.evaluationInterval));
        const expected = notifications(replayed, mixin.inhibitions).map(({ alert }) => alert.labels);
        const alertmanager = await startAlertmanager(ALERTMANAGER, renderInhibitionRules(mixin.inhibitions));
        try {
          await play(replayed, alertmanager.post);

          expect(names(alertmanager.notified())).toEqual(names(expected));
          // Something was silenced, or this would show nothing.
          expect(names(expected).length).toBeLessThan(names(replayed.firing.map(({ labels }) => labels)).length);
        } finally {
          await alertmanager.stop();
        }
      },
    );

    test('two fleets of equal replica sets: what one tells is not silenced by the other', async () => {
      const [eu, us] = [fleetIn('eu', 'all-dead', '10.0.0.1'), fleetIn('us', 'kill-one', '10.0.0.2')] as const;
      const rules = toYaml({
        groups: [eu, us].flatMap(({ mixin }, index) =>
          renderPrometheusRules(mixin.ruleGroups).groups.map((group) => ({
            ...group,
            name: `${group.name}_${String(index)}`,
          })),
        ),
      });
      const replayed = await replay(together(eu.recording, us.recording), rules, 30);
      const inhibitions = [...eu.mixin.inhibitions, ...us.mixin.inhibitions];
      const alertmanager = await startAlertmanager(ALERTMANAGER, renderInhibitionRules(inhibitions));
      try {
        await play(replayed, alertmanager.post);
        const told = [
          ...new Set(
            alertmanager.notified().map((labels) => `${labels['cluster'] ?? ''} ${labels['alertname'] ?? ''}`),
          ),
        ].sort();

        expect(told).toEqual(['eu OrchestratorNoWorkers', 'us OrchestratorTargetDown']);
        // In its own cluster it would be silenced.
        expect(
          replayed.firing.map(({ labels }) => `${labels['cluster'] ?? ''} ${labels['alertname'] ?? ''}`),
        ).toContain('eu OrchestratorTargetDown');
      } finally {
        await alertmanager.stop();
      }
    });
  });
});

requireTool('amtool')('the inhibition rules of every alert', () => {
  requireTool(ALERTMANAGER)('as a configuration', () => {
    test('are accepted by amtool', async () => {
      const { mixin } = rendered('steady');
      const alertmanager = await startAlertmanager(ALERTMANAGER, renderInhibitionRules(mixin.inhibitions));
      try {
        const { status, stdout, stderr } = spawnSync('amtool', ['check-config', alertmanager.configFile], {
          encoding: 'utf8',
        });

        expect(stdout + stderr).toContain(`${mixin.inhibitions.length} inhibit rules`);
        expect(status).toBe(0);
      } finally {
        await alertmanager.stop();
      }
    });
  });
});
