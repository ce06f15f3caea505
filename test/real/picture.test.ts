/** Grafana's own components draw the dashboards in a real browser, and refuse what they do not know. Run by `npm run test:picture`. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { createMixin, renderGrafanaDashboard } from '../../lib';
import { answered, type DashboardJson } from '../../tools/pictures/picture-answers';
import { draw, missingForDrawing } from '../../tools/pictures/picture-draw';
import type { Drawing, DrawnPanel, PanelJson, Theme } from '../../tools/pictures/picture-drawing';
import { fakePrometheus } from '../tools/fake-prometheus';

jest.setTimeout(120_000);

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'pictures-'));
});

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

const { dashboards } = createMixin({ replicaSets: [{ name: 'orders', workers: 3 }] });

async function drawingOf(index: number, theme: Theme): Promise<Drawing> {
  const json = renderGrafanaDashboard(dashboards[index]!) as unknown as DashboardJson;
  const stretch = { from: 1_700_000_000, to: 1_700_000_600 };
  const shown = await answered(json, fakePrometheus().fake, { stretch, width: 1_600, open: true });
  return { ...shown, theme, caption: 'A test' };
}

test('everything that it needs is installed', () => {
  expect(missingForDrawing()).toEqual([]);
});

test('both dashboards, dark and light, in the width that was asked for', async () => {
  const pictures = [
    { drawing: await drawingOf(0, 'dark'), file: join(folder, 'main.png') },
    { drawing: await drawingOf(1, 'light'), file: join(folder, 'fleet.png') },
  ];
  await draw(pictures);

  for (const { drawing, file } of pictures) {
    const png = readFileSync(file);

    expect(png.subarray(1, 4).toString()).toBe('PNG');
    expect(png.readUInt32BE(16)).toBe(1_600);
    expect(png.readUInt32BE(20)).toBeGreaterThan(drawing.height);
  }
});

describe('refuses', () => {
  /** The first panel of its kind of the main dashboard with something changed, alone. */
  const changed = async (type: string, change: (panel: PanelJson) => Partial<DrawnPanel>): Promise<Drawing> => {
    const drawing = await drawingOf(0, 'dark');
    const one = drawing.panels.find(({ panel }) => panel.type === type)!;
    return { ...drawing, panels: [{ ...one, ...change(one.panel) }] };
  };
  const withDefaults = (panel: PanelJson, defaults: object): Partial<DrawnPanel> => {
    const fieldConfig = panel['fieldConfig'] as { readonly defaults: object };
    return { panel: { ...panel, fieldConfig: { ...fieldConfig, defaults: { ...fieldConfig.defaults, ...defaults } } } };
  };
  const withOverride = (panel: PanelJson, matcher: string, id: string): Partial<DrawnPanel> => {
    const overrides = [{ matcher: { id: matcher, options: 'A' }, properties: [{ id, value: 'x' }] }];
    return { panel: { ...panel, fieldConfig: { defaults: {}, overrides } } };
  };

  test.each<[string, string, (panel: PanelJson) => Partial<DrawnPanel>, string]>([
    [
      'a kind of panel',
      'stat',
      (panel) => ({ panel: { ...panel, type: 'piechart' } }),
      'State of Replica Sets: there is no drawing for panels of the type piechart',
    ],
    [
      'a transformation',
      'table',
      (panel) => ({ panel: { ...panel, transformations: [{ id: 'shuffle', options: {} }] } }),
      'Firing Alerts: the transformation shuffle is not known',
    ],
    [
      'an option of fields',
      'stat',
      (panel) => withDefaults(panel, { colour: 'red' }),
      'State of Replica Sets: the field option colour is not known',
    ],
    [
      'an option of the kind of panel',
      'timeseries',
      (panel) => withDefaults(panel, { custom: { lineColour: 'red' } }),
      'Workers, Expected and There: the field option custom.lineColour is not known',
    ],
    [
      'an option in an override',
      'stat',
      (panel) => withOverride(panel, 'byName', 'colour'),
      'State of Replica Sets: the field option colour is not known',
    ],
    [
      'a matcher',
      'stat',
      (panel) => withOverride(panel, 'byMood', 'unit'),
      'State of Replica Sets: the matcher byMood is not known',
    ],
    [
      'a unit',
      'stat',
      (panel) => withDefaults(panel, { unit: 'furlongs' }),
      'State of Replica Sets: the unit furlongs is not known',
    ],
    [
      'a second frame of one table, which shows while it is drawn: a place',
      'table',
      () => ({
        frames: ['a', 'b'].map((value) => ({
          refId: 'A',
          fields: [{ name: 'alertname', type: 'string', values: [value] }],
        })),
      }),
      'Firing Alerts: a table shows one frame, and 2 are left after its transformations',
    ],
  ])('%s that it does not know', async (_what, type, change, message) => {
    const file = join(folder, 'refused.png');

    await expect(changed(type, change).then((drawing) => draw([{ drawing, file }]))).rejects.toThrow(message);
  });
});
