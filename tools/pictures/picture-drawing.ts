/** What `tools/picture` is asked to draw: panels with their places and the answers to their queries. It is handed over as JSON. */

/** A column of a frame, as Grafana's data sources give it to panels. */
export interface FrameField {
  readonly name: string;
  readonly type: 'time' | 'number' | 'string';
  /** Times in milliseconds. */
  readonly values: readonly (number | string | null)[];
  readonly labels?: Readonly<Record<string, string>>;
  readonly config?: Readonly<Record<string, unknown>>;
}

/** A table of answers: one series, one bucket layout, or what a table shows. */
export interface Frame {
  readonly refId: string;
  readonly name?: string;
  readonly meta?: { readonly type: string };
  readonly fields: readonly FrameField[];
}

/** A place on the page, in pixels. */
export interface Place {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** A panel or a row of the rendered dashboard, as the JSON has it. */
export interface PanelJson {
  readonly id: number;
  readonly type: string;
  readonly title: string;
  readonly collapsed?: boolean;
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
  readonly panels?: readonly PanelJson[];
  readonly [key: string]: unknown;
}

/** A panel with its place and its answers. */
export interface DrawnPanel {
  readonly panel: PanelJson;
  readonly place: Place;
  readonly frames: readonly Frame[];
}

/** A stretch of time that is marked in panels over time: an annotation of the dashboard. Milliseconds. */
export interface Mark {
  readonly from: number;
  readonly to: number;
  readonly color: string;
}

/** Grafana's two looks. */
export type Theme = 'dark' | 'light';

/** One picture. */
export interface Drawing {
  readonly title: string;
  /** The variables, with what is chosen. */
  readonly chosen: readonly { readonly label: string; readonly value: string }[];
  /** What can be marked in panels over time, and whether it is. */
  readonly annotations: readonly { readonly name: string; readonly color: string; readonly shown: boolean }[];
  /** The dashboard's links to others. */
  readonly links: readonly string[];
  readonly caption: string;
  readonly theme: Theme;
  /** Milliseconds. */
  readonly from: number;
  readonly to: number;
  /** Pixels. */
  readonly width: number;
  /** Pixels, without title and caption. */
  readonly height: number;
  readonly panels: readonly DrawnPanel[];
  readonly marks: readonly Mark[];
}

/** Grafana's grid: 24 columns, lines of 30 pixels, 8 pixels between panels. */
const COLUMNS = 24;
const LINE = 38;
const GAP = 8;

/**
 * Panels and rows with their places, from top to bottom, on a page of so many pixels. A folded row keeps its panels to itself, unless
 * `open`: then everything below moves down. `rows` leaves out what follows the first so many rows.
 */
export function placed(
  panels: readonly PanelJson[],
  { width, open, rows = Infinity }: { readonly width: number; readonly open: boolean; readonly rows?: number },
): readonly { readonly panel: PanelJson; readonly place: Place }[] {
  let moved = 0;
  let seen = 0;
  const flat: { panel: PanelJson; line: number }[] = [];
  for (const panel of panels) {
    seen += panel.type === 'row' ? 1 : 0;
    if (seen > rows) {
      break;
    }
    const line = panel.gridPos.y + moved;
    if (panel.type !== 'row' || panel.collapsed !== true || !open) {
      flat.push({ panel, line });
      continue;
    }
    const { panels: members = [], ...row } = panel;
    flat.push({ panel: { ...row, collapsed: false }, line });
    const first = panel.gridPos.y + 1;
    flat.push(...members.map((member) => ({ panel: member, line: member.gridPos.y + moved })));
    moved += Math.max(0, ...members.map(({ gridPos: { y, h } }) => y + h - first));
  }
  const column = width / COLUMNS;
  return flat.map(({ panel, line }) => ({
    panel,
    place: {
      left: panel.gridPos.x * column + GAP / 2,
      top: line * LINE,
      width: panel.gridPos.w * column - GAP,
      height: panel.gridPos.h * LINE - GAP,
    },
  }));
}

/** The JSON of drawings. It has no word for what is no finite number: a text stands for it, where a number is expected. */
export function serialized(drawings: readonly Drawing[]): string {
  return JSON.stringify(drawings, (_key, value: unknown) =>
    typeof value === 'number' && !Number.isFinite(value) ? String(value) : value,
  );
}
