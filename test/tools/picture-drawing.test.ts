import { placed, serialized, type Drawing, type PanelJson } from '../../tools/pictures/picture-drawing';

const panel = (title: string, x: number, y: number, w: number, h: number): PanelJson => ({
  id: 1,
  type: 'stat',
  title,
  gridPos: { x, y, w, h },
});
const row = (title: string, y: number, members?: readonly PanelJson[]): PanelJson => ({
  id: 1,
  type: 'row',
  title,
  collapsed: members !== undefined,
  gridPos: { x: 0, y, w: 24, h: 1 },
  panels: members ?? [],
});

const panels = [
  panel('left', 0, 0, 12, 6),
  panel('right', 12, 0, 12, 6),
  row('folded', 6, [panel('inside', 0, 7, 24, 8)]),
  row('below', 7),
  panel('last', 0, 8, 24, 4),
];

/** Titles with the upper ends, in lines of the grid. */
const lines = (options: { open?: boolean; rows?: number }) =>
  placed(panels, { width: 2400, open: false, ...options }).map(({ panel: { title }, place }) => [
    title,
    place.top / 38,
  ]);

test('panels stand where Grafana’s grid has them, with a gap between them', () => {
  expect(placed(panels, { width: 2400, open: false }).map(({ place }) => place)).toEqual([
    { left: 4, top: 0, width: 1192, height: 220 },
    { left: 1204, top: 0, width: 1192, height: 220 },
    { left: 4, top: 228, width: 2392, height: 30 },
    { left: 4, top: 266, width: 2392, height: 30 },
    { left: 4, top: 304, width: 2392, height: 144 },
  ]);
});

test('a folded row keeps its panels to itself', () => {
  expect(lines({})).toEqual([
    ['left', 0],
    ['right', 0],
    ['folded', 6],
    ['below', 7],
    ['last', 8],
  ]);
});

test('opened, it moves down what is below', () => {
  expect(lines({ open: true })).toEqual([
    ['left', 0],
    ['right', 0],
    ['folded', 6],
    ['inside', 7],
    ['below', 15],
    ['last', 16],
  ]);
  expect(placed(panels, { width: 2400, open: true })[2]?.panel).toMatchObject({ title: 'folded', collapsed: false });
});

test('the first rows alone, and what stands above them', () => {
  expect(lines({ rows: 1 })).toEqual([
    ['left', 0],
    ['right', 0],
    ['folded', 6],
  ]);
});

test('numbers that JSON has no word for are told as texts', () => {
  const values = [1, NaN, Infinity, -Infinity, null];
  const drawing = { panels: [{ frames: [{ fields: [{ values }] }] }] } as unknown as Drawing;

  expect(serialized([drawing])).toBe(
    '[{"panels":[{"frames":[{"fields":[{"values":[1,"NaN","Infinity","-Infinity",null]}]}]}]}]',
  );
});
