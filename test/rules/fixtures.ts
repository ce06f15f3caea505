/** Histories of series, and which alerts fire in them: see fixtures/README.md. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

import type { JsonObject, MonitoringProps } from '../../lib';

/** The histories of one fleet. */
export interface FleetFixture {
  readonly fleet: string;
  readonly props: MonitoringProps;
  /** Tests in promtool's form, by the name of the alert that they are about. */
  readonly testsOf: (alert: string) => readonly JsonObject[];
}

interface Stored {
  readonly fleet: string;
  readonly props: MonitoringProps;
  readonly cases: readonly {
    readonly name: string;
    readonly interval: string;
    readonly series: Readonly<Record<string, string>>;
    /** A moment, an expression, and the labels of what it gives. */
    readonly firing: readonly (readonly [time: string, expression: string, labels: readonly string[]])[];
  }[];
}

/** All fixtures. */
export function loadFixtures(): readonly FleetFixture[] {
  const file = gunzipSync(readFileSync(join(__dirname, 'fixtures/alerts.json.gz')));
  return (JSON.parse(file.toString()) as readonly Stored[]).map(({ fleet, props, cases }) => ({
    fleet,
    props,
    testsOf: (alert) =>
      cases
        .filter(({ name }) => name.startsWith(`${alert}: `))
        .map(({ name, interval, series, firing }) => ({
          name,
          interval,
          input_series: Object.entries(series).map(([of, values]) => ({ series: of, values })),
          promql_expr_test: firing.map(([time, expression, labels]) => ({
            expr: `group by (alertname, replica_set, projection) (${expression})`,
            eval_time: time,
            exp_samples: labels.map((each) => ({ labels: `{${each}}`, value: 1 })),
          })),
        })),
  }));
}
