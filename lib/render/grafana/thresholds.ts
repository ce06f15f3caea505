/** Thresholds of alerts as the lines and colours of a panel. */
import { withoutNoise, type Panel, type PanelThreshold, type Severity, type SignalUnit } from '../../orchestrator';
import type { JsonObject } from '../json';

/** No colour: neither well nor wrong. */
export const NEUTRAL = 'transparent';

type Colors = Readonly<Record<Severity | 'well', string>>;

/** Colours of lines. Colour repeats what a word or a number says, it never says it alone. */
const LINES: Colors = { critical: 'red', warning: 'orange', info: 'blue', well: 'green' };

/**
 * Colours behind words and numbers. Grafana writes on them in white or, where they are bright, in black: on these with a contrast of 4.5 : 1
 * or more, in both of its themes; on its own orange with 2.2 : 1.
 */
const BACKGROUNDS: Colors = { critical: '#C4162A', warning: '#FFB357', info: '#1F60C4', well: '#2B7A3D' };

/** The colour behind what is said of a severity, or of what is well. */
export const background = (severity: Severity | undefined): string => BACKGROUNDS[severity ?? 'well'];

/** Units that are counted: their values are whole, and lie on a threshold more often than not. */
export const COUNTED: ReadonlySet<SignalUnit> = new Set(['workers', 'partitions', 'count', 'state']);

/** How far above a number the next stretch begins where the number itself still belongs below: less than anybody sees. */
const JUST_ABOVE = 0.001;

const URGENCY: readonly Severity[] = ['info', 'warning', 'critical'];

/**
 * Steps upwards, green where no alert fires. Alerts of several replica sets share a panel, so that their thresholds can interleave: each
 * stretch between two of them has the colour of the most urgent alert that fires for a value within it.
 */
export function thresholdSteps({ kind, thresholds, unit }: Panel): JsonObject {
  const colors = kind === 'timeseries' ? LINES : BACKGROUNDS;
  // Equal and unequal have no side that could be coloured.
  const lines = thresholds
    .filter(({ comparison }) => /^[<>]/.test(comparison))
    .map((line) => ({ ...line, edge: edgeOf(line, unit) }));
  const bounds = [...new Set(lines.map(({ edge }) => edge))].sort((a, b) => a - b);
  const colorOf = (value: number): string => {
    const firing = lines.filter(({ comparison, edge }) => (comparison.startsWith('<') ? value < edge : value > edge));
    const severity = URGENCY.filter((urgency) => firing.some((threshold) => threshold.severity === urgency)).at(-1);
    return colors[severity ?? 'well'];
  };
  return absolute([
    { value: null, color: colorOf(-Infinity) },
    ...bounds.map((value, index) => ({ value, color: colorOf((value + (bounds[index + 1] ?? Infinity)) / 2) })),
  ]);
}

/** What a panel without thresholds says: Grafana would paint everything above 80 red. */
export const WITHOUT_COLOR: JsonObject = absolute([{ value: null, color: NEUTRAL }]);

function absolute(steps: readonly JsonObject[]): JsonObject {
  return { mode: 'absolute', steps };
}

/** Where the colour changes. Grafana counts a step's own value to the step: 0 would be red where only more than 0 is wrong. */
function edgeOf({ value, comparison }: PanelThreshold, unit: SignalUnit): number {
  return COUNTED.has(unit) && (comparison === '>' || comparison === '<=') ? withoutNoise(value + JUST_ABOVE) : value;
}
