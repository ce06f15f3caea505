/** The part of the schema that is about lag: the database, what runs on it, and what is promised of it. */
import * as v from 'valibot';
import * as s from '../../validation';
import type { Fault, Shape } from '../../validation';
import type { ObjectiveProps } from './database-props';
import type { MonitoringProps } from './props';

export const projectionNames = s.notEmpty(
  s.distinct(s.list('a list of projections', s.line('a non-empty text', 200))),
  'at least one projection',
);

const table = s.text(
  "a table's name (letters, digits and _), with its schema and a dot before it where it needs one",
  /^([A-Za-z_][A-Za-z0-9_]{0,62}\.)?[A-Za-z_][A-Za-z0-9_]{0,62}$/,
  127,
);

/** `database`; its selector has the form of the workers'. */
export const database = (selector: Shape): Shape =>
  s.fields(
    {
      exporter: s.oneOf('postgres_exporter', 'sql_exporter', 'cloudnative-pg'),
      selector,
      tables: s.fields({ events: table, checkpoints: table, generations: table, workers: table }),
      interval: s.duration(5, 60, 'from 5s to 1m'),
      projections: projectionNames,
    },
    ['exporter', 'selector'],
  );

const TARGET = 'a number from 0.5 to 0.99999';

const objective = s.also(
  s.fields(
    {
      name: s.text('1 to 30 lower-case letters, digits and -, beginning with a letter', /^[a-z][a-z0-9-]*$/, 30),
      replicaSet: s.expressionLine('a non-empty text', 200),
      projection: s.expressionLine('a non-empty text', 200),
      freshness: s.duration(1, 86_400, 'from 1s to 1d'),
      successRatio: v.literal(true, 'true'),
      target: v.pipe(v.number(TARGET), v.minValue(0.5, TARGET), v.maxValue(0.99999, TARGET)),
      window: s.oneOf('28d', '30d'),
    },
    ['name', 'target'],
  ),
  ({ freshness, successRatio }: ObjectiveProps, report) => {
    if ((freshness === undefined) === (successRatio === undefined)) {
      report({
        found: freshness === undefined ? 'neither freshness nor successRatio' : 'both freshness and successRatio',
        allowed: 'one of them',
        fix: 'set freshness to a duration, or successRatio to true',
      });
    }
  },
);

export const objectives = s.distinct(s.list('a list of objectives', objective), 'name');

/** An objective needs what measures it. */
export function objectiveFaults({
  database,
  objectives: asked = [],
  recordingRules,
}: MonitoringProps): readonly Fault[] {
  const unmeasured = [...asked.entries()]
    .filter(([, { freshness, successRatio }]) => freshness !== undefined && successRatio === undefined && !database)
    .map(([index, { freshness }]) => ({
      keys: ['objectives', index, 'freshness'],
      found: `${s.show(freshness)} without database, which alone knows how far behind a projection is`,
      allowed: 'freshness beside database',
      fix: 'describe the database, or use successRatio',
    }));
  const unrecorded: Fault = {
    keys: ['recordingRules'],
    found: 'false beside objectives, whose alerts read what recording rules make',
    allowed: 'true',
    fix: 'remove it or the objectives',
  };
  return recordingRules === false && asked.length > 0 ? [...unmeasured, unrecorded] : unmeasured;
}

/** Two replica sets that ran one projection would write one checkpoint. */
export function sharedProjections({ replicaSets = [] }: MonitoringProps): readonly Fault[] {
  const first = new Map<string, number>();
  return replicaSets.flatMap(({ projections = [] }, index) =>
    projections.flatMap((projection, position): readonly Fault[] => {
      const earlier = first.get(projection) ?? index;
      first.set(projection, earlier);
      const fault = {
        keys: ['replicaSets', index, 'projections', position],
        found: `${s.show(projection)}, which replicaSets[${String(earlier)}] runs already`,
        allowed: 'each projection once',
        fix: 'name it where it runs',
      };
      // Twice in one list is the list's own fault.
      return earlier === index ? [] : [fault];
    }),
  );
}
