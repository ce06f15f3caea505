import { createMixin, renderGrafanaDashboard } from '../../lib';
import { answered, stretchesOf, type DashboardJson } from '../../tools/pictures/picture-answers';
import { fakePrometheus } from './fake-prometheus';

const [main] = createMixin({ replicaSets: [{ name: 'orders', workers: 3 }] }).dashboards;
const dashboard = renderGrafanaDashboard(main!) as unknown as DashboardJson;
const stretch = { from: 1_000, to: 1_600 };
const view = { stretch, width: 1_600, open: true };

test('asks every query of every panel, of the folded ones too, with all variables filled in', async () => {
  const { fake, asked } = fakePrometheus();
  const { panels } = await answered(dashboard, fake, view);
  const queries = main!.panels.flatMap((panel) => panel.queries);

  expect(panels.filter(({ panel }) => panel.type !== 'row').map(({ panel }) => panel.title)).toEqual(
    main!.panels.map(({ title }) => title),
  );
  expect(panels.filter(({ panel, frames }) => panel.type !== 'row' && frames.length === 0)).toEqual([]);
  expect(asked).toHaveLength(queries.length + 1);
  expect(asked.filter(({ how }) => how === 'now')).toHaveLength(queries.filter(({ instant }) => instant).length);
  expect(asked.filter(({ query }) => /\$(?!__)\w/.test(query) || query.includes('$__rate_interval'))).toEqual([]);
});

test('asks for a point a pixel, but for no more than were scraped, or recorded', async () => {
  const stepsOf = async (recordingRules: boolean, to: number) => {
    const { fake, asked } = fakePrometheus();
    const [plain] = createMixin({ recordingRules }).dashboards;
    const json = renderGrafanaDashboard(plain!) as unknown as DashboardJson;
    await answered({ ...json, annotations: { list: [] } }, fake, { ...view, stretch: { from: 0, to } });
    return new Set(asked.flatMap(({ step }) => step ?? []));
  };

  expect(await stepsOf(false, 600)).toEqual(new Set([15]));
  expect(await stepsOf(true, 600)).toEqual(new Set([15, 30]));
  // A panel of a quarter of the width has 392 pixels.
  expect(Math.max(...(await stepsOf(false, 392 * 100)))).toBe(100);
});

test('a picture shows what is chosen, and where one could go', async () => {
  expect(await answered(dashboard, fakePrometheus().fake, view)).toMatchObject({
    title: 'Pupsourcing Orchestrator',
    chosen: ['Data source', 'Job', 'Replica set', 'Instance', 'Projection'].map((label) => ({
      label,
      value: label === 'Data source' ? 'Prometheus' : 'All',
    })),
    annotations: [
      { name: 'Firing alerts', color: 'red', shown: true },
      { name: 'Reconfigurations', color: 'blue', shown: false },
    ],
    links: ['All replica sets', 'Runbook'],
    from: 1_000_000,
    to: 1_600_000,
  });
});

test('a query in a form that no frames are made of is refused', async () => {
  const [row, panel] = dashboard.panels;
  const targets = [{ refId: 'A', expr: 'up', format: 'logs' }];

  await expect(
    answered({ ...dashboard, panels: [row!, { ...panel!, targets }] }, fakePrometheus().fake, view),
  ).rejects.toThrow('State of Replica Sets: query A asks for the format logs, which is not known here');
});

test('moments that follow each other make one stretch', () => {
  expect(stretchesOf([60, 120, 240, 300, 360, 600], 60)).toEqual([
    { from: 60_000, to: 120_000 },
    { from: 240_000, to: 360_000 },
    { from: 600_000, to: 600_000 },
  ]);
});
