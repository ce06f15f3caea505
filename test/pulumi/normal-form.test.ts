/** Whatever is sent to Grafana is sent in the form in which it comes back, so that a second preview shows nothing. */
import * as fc from 'fast-check';
import { OrchestratorMonitoring } from 'pupsourcing-orchestrator-monitoring/pulumi';
import { formatDuration, seconds } from '../../lib/orchestrator';
import { goDuration, milliseconds, prometheusDuration } from './engine/grafana-server';
import { World } from './engine/world';
import { runs } from '../properties';

// A program makes everything anew, dashboards included, which takes a while on a busy machine.

/** Durations as people write them, units in order. */
const duration = fc
  .tuple(...['y', 'w', 'd', 'h', 'm', 's'].map((unit) => fc.tuple(fc.integer({ min: 0, max: 90 }), fc.constant(unit))))
  .map((parts) =>
    parts.flatMap(([count, unit]) => (count === 0 || count > 60 ? [] : [`${String(count)}${unit}`])).join(''),
  )
  .filter((text) => text !== '');

test('times', () => {
  fc.assert(
    fc.property(duration, (text) => {
      const sent = formatDuration(seconds(text));

      expect(prometheusDuration(sent)).toBe(sent);
      expect(milliseconds(sent)).toBe(milliseconds(text));
      expect(milliseconds(goDuration(sent))).toBe(milliseconds(text));
    }),
    runs(300),
  );
});

const words = fc
  .string({
    unit: fc.constantFrom('a', 'B', ' ', 'ü', '<', '&', '"', '\\', '{', '~', '😀'),
    minLength: 1,
    maxLength: 12,
  })
  .filter((text) => text.trim() !== '' && !text.includes('{'));

test('a whole stack: labels, annotations, matchers, titles, times', async () => {
  const args = fc.record({
    label: words,
    note: words,
    title: words,
    job: words,
    times: fc.tuple(duration, duration, duration),
    waits: duration.filter((text) => seconds(text) <= seconds('1y')),
  });
  await fc.assert(
    fc.asyncProperty(
      args,
      async ({ label, note, title, job, times: [groupWait, groupInterval, repeatInterval], waits }) => {
        const world = new World();
        const stack = world.stack();
        const { resources } = await stack.run(() => {
          new OrchestratorMonitoring('orders', {
            datasourceUid: 'metrics',
            selector: { job },
            folder: { title },
            dashboard: { title },
            alerts: {
              labels: { team: label },
              annotations: { note },
              overrides: { OrchestratorSlowCoordination: { for: waits, keepFiringFor: waits } },
            },
            contactPoints: { Team: { webhooks: [{ url: 'https://hooks.example/T0' }] } },
            notifications: { contactPoint: 'Team', groupBys: ['team'], groupWait, groupInterval, repeatInterval },
          });
        });
        stack.apply(resources);
        const made = [...world.grafana.in('1').rules.values()].find(
          ({ title }) => title === 'OrchestratorSlowCoordination',
        );
        expect(made?.rest).toMatchObject({ for: goDuration(waits), keepFiringFor: goDuration(waits) });
        expect(stack.wouldChange(resources)).toEqual([]);
        stack.refresh();
        expect(stack.wouldChange(resources)).toEqual([]);
      },
    ),
    { ...runs(4), endOnFailure: true },
  );
});
