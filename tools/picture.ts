/**
 * Draws the dashboards as Grafana would show them while a recorded fault lasted: `npm run picture -- --scenario NAME [options]`.
 *
 * The dashboard is rendered from the library, its queries are asked of a real Prometheus that holds the recording, and Grafana's own
 * components draw the answers in headless Chromium. Needs Debian's packages prometheus and chromium (or another browser of that kind, named
 * by CHROMIUM), and once, before the first picture: `npm ci --prefix tools/picture` (500 MB, some minutes). Options:
 *
 *   --scenario stock-3workers   a recording of test/scenarios/recordings; may be repeated; `all` draws every one
 *   --dashboard fleet           the dashboard over all replica sets, or `runbook`         (main)
 *   --sets 50                   so many replica sets: most as in the first recording that is named, the rest as in the others
 *   --theme light               may be repeated                                           (dark)
 *   --out FILE                  where one picture goes; a folder for several              (out/pictures)
 *   --at 300                    seconds from the start of the recording that count as now (its end)
 *   --rows 2                    only the first so many rows                               (all)
 *   --open                      folded rows are drawn open
 *   --library-only              without the metrics that only an instrumented application exposes
 *   --width 1600                pixels
 */
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import { renderGrafanaDashboard, renderPrometheusRules, toYaml } from '../lib';
import { withAlerts } from '../test/real/recorded-alerts';
import { startRecorded } from '../test/real/recorded-prometheus';
import { findTool } from '../test/real/tools';
import { mixinFor } from '../test/scenarios/run';
import { libraryOnly, loadRecordings, type Recording } from '../test/scenarios/scenario';
import { answered, type DashboardJson } from './pictures/picture-answers';
import { draw, missingForDrawing } from './pictures/picture-draw';
import type { Drawing, Theme } from './pictures/picture-drawing';
import { fleetOf } from './pictures/picture-fleet';

const DASHBOARDS: readonly string[] = ['main', 'fleet', 'runbook'];
const THEMES: readonly string[] = ['dark', 'light'] satisfies Theme[];

/** Seconds between two evaluations of the alerts. */
const EVALUATION = 15;

interface Wanted {
  readonly recordings: readonly Recording[];
  readonly dashboard: string;
  readonly themes: readonly Theme[];
  readonly out: string | undefined;
  readonly at: number | undefined;
  readonly rows: number | undefined;
  readonly open: boolean;
  readonly width: number;
}

async function main(args: string[]): Promise<void> {
  const wanted = read(args);
  const missing = whatIsMissing();
  if (missing.length > 0) {
    throw new Error(missing.join('\n'));
  }
  const drawings = await drawingsOf(wanted);
  const pictures = drawings.map(({ name, drawing }) => ({
    drawing,
    file:
      drawings.length === 1 && wanted.out !== undefined
        ? wanted.out
        : join(wanted.out ?? 'out/pictures', `${name}.png`),
  }));
  await draw(pictures);
  for (const { file } of pictures) {
    console.log(file);
  }
}

function read(args: string[]): Wanted {
  const { values } = parseArgs({
    args,
    options: {
      scenario: { type: 'string', multiple: true, default: [] },
      dashboard: { type: 'string', default: 'main' },
      theme: { type: 'string', multiple: true, default: ['dark'] },
      out: { type: 'string' },
      at: { type: 'string' },
      rows: { type: 'string' },
      sets: { type: 'string' },
      open: { type: 'boolean', default: false },
      'library-only': { type: 'boolean', default: false },
      width: { type: 'string', default: '1600' },
    },
  });
  const all = loadRecordings();
  const names = all.map(({ name }) => name);
  const unknown = values.scenario.filter((name) => name !== 'all' && !names.includes(name));
  const problems = [
    ...(values.scenario.length === 0 ? ['--scenario is missing'] : []),
    ...unknown.map((name) => `--scenario ${name} is not known`),
    ...(values.scenario.length === 0 || unknown.length > 0 ? [`scenarios are all, ${names.join(', ')}`] : []),
    ...(DASHBOARDS.includes(values.dashboard) ? [] : [`--dashboard is ${DASHBOARDS.join(', ')}`]),
    ...(values.theme.every((theme) => THEMES.includes(theme)) ? [] : [`--theme is ${THEMES.join(' or ')}`]),
    ...(['at', 'rows', 'sets', 'width'] as const)
      .filter((name) => values[name] !== undefined && !(Number(values[name]) > 0))
      .map((name) => `--${name} is a number above 0`),
  ];
  if (problems.length > 0) {
    throw new RangeError(problems.join('\n'));
  }
  const named = values.scenario.flatMap((name) => (name === 'all' ? all : all.filter((one) => one.name === name)));
  const chosen = values['library-only'] ? named.map(libraryOnly) : named;
  const [well, ...troubled] = chosen;
  return {
    recordings:
      values.sets === undefined || well === undefined ? chosen : [fleetOf(well, troubled, Number(values.sets))],
    dashboard: values.dashboard,
    themes: values.theme as Theme[],
    out: values.out,
    at: values.at === undefined ? undefined : Number(values.at),
    rows: values.rows === undefined ? undefined : Number(values.rows),
    open: values.open,
    width: Number(values.width),
  };
}

/** What has to be installed first, a line each. */
function whatIsMissing(): readonly string[] {
  const tools = ['prometheus', 'promtool'].filter((tool) => findTool(tool) === undefined);
  return [
    ...missingForDrawing(),
    ...tools.map((tool) => `${tool} is not installed. Run first: apt-get install prometheus`),
  ];
}

/** Loads each recording into a Prometheus with the rules of its own replica sets, and asks it for what its pictures show. */
async function drawingsOf({ recordings, ...view }: Wanted): Promise<readonly NamedDrawing[]> {
  const drawings: NamedDrawing[] = [];
  for (const recording of recordings) {
    drawings.push(...(await drawingsOfOne(recording, view)));
  }
  return drawings;
}

interface NamedDrawing {
  readonly name: string;
  readonly drawing: Drawing;
}

async function drawingsOfOne(
  recording: Recording,
  { dashboard, themes, at, rows, open, width }: Omit<Wanted, 'recordings'>,
): Promise<readonly NamedDrawing[]> {
  const tools = { prometheus: findTool('prometheus') ?? '', promtool: findTool('promtool') ?? '' };
  const mixin = mixinFor(recording, 'hardened', { evaluationInterval: '5s' });
  const model = mixin.dashboards[DASHBOARDS.indexOf(dashboard)];
  if (model === undefined) {
    throw new Error(`there is no dashboard ${dashboard}`);
  }
  // As often as the recordings were scraped: nothing is looked back for longer than a few of their scrapes.
  const rules = toYaml(renderPrometheusRules(mixin.ruleGroups));
  const prometheus = await startRecorded(tools, [await withAlerts(recording, EVALUATION)], () => rules);
  try {
    const { from = 0, to = 0 } = prometheus.stretches[0] ?? {};
    const json = renderGrafanaDashboard(model) as unknown as DashboardJson;
    const shown = await answered(json, prometheus, {
      open,
      width,
      ...(rows === undefined ? {} : { rows }),
      stretch: { from, to: at === undefined ? to : Math.min(to, from + at) },
    });
    return themes.map((theme) => ({
      name: [recording.name, ...(dashboard === 'main' ? [] : [dashboard]), theme].join('-'),
      drawing: { ...shown, theme, caption: `Recording ${recording.name}: ${recording.description}` },
    }));
  } finally {
    await prometheus.stop();
  }
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
