/** Alerts about the throughput of projections. */
import { alert, projection } from '../alert';
import type { Area } from '../../../model/area';
import {
  constant,
  exactSpacing,
  growing,
  sampled,
  times,
  type InputSeries,
  type Labels,
  type Probe,
  type ProbeTarget,
} from '../../../model/probe';
import { quantity, type QueryContext } from '../../../model/signal';
import { select } from '../../../promql/write';
import { text, value } from '../../../templates/text';
import { METRICS } from '../../metrics';
import { MOST_WORKERS, PROBED, rateProbe } from '../../probes';
import * as signals from './signals';

const SIBLING = { projection: 'sibling' } as const;
const DURATION = METRICS.eventProcessingDuration.name;

const of = (at: ProbeTarget, index: number, projection: Labels): Labels => ({ ...at.worker(index), ...projection });

/** A worker that takes part in a generation: rates of others do not count. */
const living = (at: ProbeTarget, index: number): InputSeries =>
  constant(METRICS.currentGenerationPartitions.name, at.worker(index), 1);

const busy = rateProbe(`${DURATION}_sum`, PROBED);

/** A handler busy for such a share of its time. */
const busyProbe: Probe = {
  ...busy,
  series: (value, at) => [...(busy.series(value, at) ?? []), living(at, 0)],
};

const meanHandling = {
  question: 'How long does one event take?',
  query: ({ workers }: QueryContext) =>
    `sum by (replica_set, projection) (rate(${select(`${DURATION}_sum`, workers)}[5m])) / (sum by (replica_set, projection) (rate(${select(`${DURATION}_count`, workers)}[5m])) > 0)`,
};

const SLOW_PROJECTION = alert({
  name: 'OrchestratorSlowProjection',
  signal: signals.projectionSlow,
  threshold: 0.8,
  for: '1m',
  keepFiringFor: '2m',
  severity: 'warning',
  summary: text`A projection works nearly all the time, and handles fewer events than its siblings.`,
  description: ({ signal, threshold }) =>
    text`${projection} keeps a worker busy ${value('humanizePercentage')} of the time (more than ${quantity(threshold, signal.unit)}) and handles fewer events than its siblings. If it wants the same events as they do, it falls behind: its handler is slow, as with a slow query or a slow downstream service. Or all of them catch up, as after an outage, and it is the slower one.`,
  panel: 'projection-busy-share',
  reason:
    'There is no metric of lag, and with `database`, which measures it, no such alert. What can be seen is a projection whose handler is busy nearly all the time and that still handles less than four fifths of the events of a sibling on the same worker. One that falls behind never rests: reading events and saving checkpoints takes what is left, which is little unless its handler takes a millisecond or two. One that falls behind by less looks like one that keeps up with a queue that comes and goes: OrchestratorProjectionSaturated tells it later. Siblings are taken to want the same events: one that wants fewer, and is as busy with them, looks the same; where it keeps up, raise the threshold, or disable the alert for the replica set. While all catch up, after an outage or a rebuild, all are busy, and the slower one looks slow, although it gains on its events, too: that ends when they have caught up. A sibling that worked off a backlog in one burst does not make others slow: it has to be faster in each of the last two windows of two minutes. At a `scrapeInterval` of 1m such a window has two scrapes: many workers, each with an event in two seconds, may then raise it where one is busy three quarters of its time; raise the threshold there.',
  sign: { text: 'Slow projection', rank: 110 },
  silences: [{ alerts: ['OrchestratorProjectionSaturated', 'OrchestratorProjectionStalled'] }],
  // The same, beside a sibling that handles ten times as many events.
  probe: {
    ...busyProbe,
    spacing: (value) => exactSpacing(value, 240),
    series: (value, at) => [
      ...(busyProbe.series(value, at) ?? []),
      growing(METRICS.eventsProcessed.name, of(at, 0, PROBED), 1),
      growing(`${DURATION}_sum`, of(at, 0, SIBLING), 0.01),
      growing(METRICS.eventsProcessed.name, of(at, 0, SIBLING), 10),
    ],
  },
  runbook: {
    meaning:
      'The handler hardly rests, while other projections of the worker handle more events: it cannot keep up with what comes in, unless it wants fewer events than they do, or all of them catch up.',
    impact: 'If it wants as many and does not catch up, the read model lags, more with every minute.',
    diagnosis: [
      {
        question:
          'Does it want fewer events than its siblings? Then it has handled fewer all week, and its position is near the newest event: nothing lags.',
        query: ({ workers }) =>
          `sum by (replica_set, projection) (increase(${select(METRICS.eventsProcessed.name, workers)}[1w]))`,
      },
      {
        question:
          'Was there an outage, a deployment or a rebuild, and do its siblings handle more events than usual, too? Then all of them catch up: does it handle more than before it?',
        query: ({ workers }) =>
          `sum by (replica_set, projection) (rate(${select(METRICS.eventsProcessed.name, workers)}[5m])) / sum by (replica_set, projection) (rate(${select(METRICS.eventsProcessed.name, workers)}[1d]))`,
      },
      meanHandling,
      {
        question: 'How much slower than its siblings?',
        query: ({ workers }) =>
          `sum by (replica_set, projection) (rate(${select(METRICS.eventsProcessed.name, workers)}[5m]))`,
      },
      { question: 'What does the handler wait for: its database, a lock, another service?' },
    ],
    fix: [
      'All of them catch up: wait.',
      'It is slow: speed the handler up, with an index, a batch, a cache.',
      'Add workers: partitions are handled in parallel.',
      'It wants fewer events and keeps up: raise `threshold`, or set `enabled: false`, for its replica set. Or configure `database`: lag is then measured, and this alert is not there.',
    ],
  },
});

const PROJECTION_SATURATED = alert({
  name: 'OrchestratorProjectionSaturated',
  signal: signals.projectionBusy,
  threshold: 0.95,
  for: '10m',
  severity: 'warning',
  summary: text`A projection has no capacity left.`,
  description: ({ signal, threshold }) =>
    text`${projection} keeps a worker busy ${value('humanizePercentage')} of the time (more than ${quantity(threshold, signal.unit)}): it is slower than its input, or it catches up after an outage or a rebuild.`,
  panel: 'projection-busy-share',
  reason:
    'A projection without siblings, or one whose siblings are as slow, has nothing to be compared with. That it is never idle for ten minutes can be seen; whether it catches up or falls behind cannot; with `database` it can, and there is no such alert.',
  probe: busyProbe,
  runbook: {
    meaning: 'The handler is never idle.',
    impact: 'If it is not catching up, the read model lags, more with every minute.',
    diagnosis: [
      meanHandling,
      {
        question:
          'Is it catching up, after an outage, a deployment or a rebuild? Compare its position with the newest event.',
      },
    ],
    fix: ['Wait, if it catches up.', 'Else speed the handler up, or add workers.'],
  },
});

const PROJECTION_STALLED = alert({
  name: 'OrchestratorProjectionStalled',
  signal: signals.projectionStalled,
  for: '0s',
  keepFiringFor: '2m',
  severity: 'warning',
  summary: text`A projection stands still while its siblings go on.`,
  description: ({ threshold }) =>
    text`${projection} has handled no event for 3 minutes on ${value('humanize')} workers (more than ${threshold}), although its events came steadily before, and other projections on the same workers go on. If it wants the same events as they do, its handler hangs or fails.`,
  panel: 'projections-stalled',
  reason:
    'A handler that hangs returns no error and observes no duration. What can be seen is a projection whose events came throughout half an hour, and then none for three minutes, while another projection on the same worker still handles at least one in ten seconds. If both have the same input, that is not for want of events. Throughout means in three of five scrapes, of half an hour or of the time that the process has lived: the end of an import, or of a job that brings events now and then, is no standstill unless it lasted for 18 minutes. More than 25 of these events have to be of the five minutes before it, and handled since the worker last coordinated and its process started, because partitions move with every coordination. A projection that stops within four minutes of the start of its process, or within two of a coordination, is therefore not seen; one that stops soon after these is told ten minutes after them. A process that is started anew at the address of another counts with it: its scrapes are those of one worker. Nor is it seen that projections come to rest within a minute of each other. The alert ends when the projection handles an event, or when its worker coordinates anew, as all do when one comes or goes; if it handles nothing from then on, nothing tells. It rests while siblings have handled less than one event in five seconds over half an hour, and comes back when they handle more. The recording rules remember all this. Without them, where Grafana evaluates, or after Prometheus was away, or could not scrape the worker, for some minutes, the alert ends within eight minutes of the last event. Silence it for a projection that is done on purpose. Disable it and OrchestratorSlowProjection for a replica set whose projections do not have the same input or do not finish together: a nightly batch that one finishes long before the others, a rebuild while the others wait for events that come in bursts. With `database`, which knows what waits, there is no such alert.',
  sign: { text: 'Projection stands still', rank: 60 },
  silences: [{ alerts: ['OrchestratorProjectionSaturated'] }],
  // Handled events for ten minutes and then none on so many workers, while a sibling goes on.
  probe: {
    values: 'whole',
    settle: () => 780,
    lasts: () => 900,
    most: () => MOST_WORKERS,
    labels: PROBED,
    series: (value, at) => [
      ...times(value, (index) =>
        sampled(METRICS.eventsProcessed.name, of(at, index, PROBED), (second) => 10 * Math.min(second, 600)),
      ),
      ...times(value, (index) => growing(METRICS.eventsProcessed.name, of(at, index, SIBLING), 10)),
      ...times(value, (index) => living(at, index)),
      ...(value === 0 ? [growing(METRICS.eventsProcessed.name, of(at, 0, PROBED), 10), living(at, 0)] : []),
      constant('up', at.target(0), 1),
    ],
  },
  runbook: {
    meaning:
      'One projection has stopped, and others on the same worker go on: it hangs, unless it wants other events than they do.',
    impact: 'If it wants as many, its read model stands still.',
    diagnosis: [
      {
        question:
          'Does it want the same events as its siblings? If not, has an import or a batch just ended that brought its events? Then its position is near the newest event of those it wants, and nothing waits.',
      },
      {
        question: 'On which workers?',
        query: ({ workers }) => `rate(${select(METRICS.eventsProcessed.name, workers)}[2m])`,
      },
      { question: 'Where does it hang? A goroutine dump of the worker says.' },
    ],
    fix: [
      'It hangs: restart the worker, then fix what the handler waited for, and give it a timeout.',
      'It has handled what it wants: silence it until more comes. Where that happens often, set `enabled: false` for its replica set, or configure `database`: what waits is then known, and this alert is not there.',
    ],
  },
});

/**
 * Throughput: do projections keep up with their siblings, do they stand still. What it takes to see that reads every counter of every
 * projection on every worker several times, and nothing of it is seen in less than minutes: once a minute is soon enough.
 */
export const THROUGHPUT = {
  group: 'orchestrator_throughput',
  every: '1m',
  recorded: signals.RECORDED,
  alerts: [SLOW_PROJECTION, PROJECTION_SATURATED, PROJECTION_STALLED],
} as const satisfies Area;
