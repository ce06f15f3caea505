/** The prose of docs/alerts.md: what does not follow from a definition. */
import type { AlertName } from '../../lib/orchestrator';

export const INTRODUCTION = `# Alerts

<!-- Written by \`npm run docs\` from the definitions: change those. -->

Every alert of the profile \`hardened\`, as a fleet gets it that names its replica sets, its database and its objectives, and overrides nothing; OrchestratorSlowProjection, OrchestratorProjectionSaturated and OrchestratorProjectionStalled are as a fleet without a database gets them. Thresholds, durations and severities can be set for the fleet and for single replica sets (\`alerts.overrides\`, \`replicaSets[].alerts\`). Each alert is one series a replica set, and one a projection where it says so, plus the labels of \`aggregateBy\`.`;

export const SEVERITIES = `## Severities

- \`critical\` wakes somebody: events are lost or not handled, and it does not recover by itself.
- \`warning\` is looked at the same day: something is worn, missing or slow; events are still handled.
- \`info\` is kept for the record and notifies nobody: it helps whoever looks for the cause of something else.

Where one fault makes several alerts fire, Alertmanager's inhibition rules, which are rendered along, silence those that only follow from another. A silence holds between alerts of the same replica set, and none silences one that is more urgent: where you lower the severity of an alert, or raise that of another, what was silenced is told.`;

export const SCENARIOS = `Recordings of the real orchestrator (v1.1.0 on PostgreSQL 15) under faults are replayed with promtool against the rendered rules, scraped every 5, 15, 30 and 60 s. Each recording says what was truly wrong and when. A fault counts as found when an alert above \`info\` about this replica set begins while it lasts, and its text names the cause; an alert above \`info\` at any other time is a false alarm. The alert must not be silenced by another. Delays count from the beginning of the fault until somebody is told; - stands where the recording itself was scraped less often. Notifications are the most for one fault at any interval, without inhibition → with it. \`npm run scenarios\` prints the same table; \`upstream\` stands for the README's rules, with the number of workers filled in.`;

export const CANNOT_BE_TOLD = `- **All projections standing still, as opposed to an idle night.** Heartbeats, coordinations and states go on while the checkpoints are locked (recording \`checkpoint-lock\`), just as when no events come in (\`idle-30min\`). Whoever knows the input can say so: \`inputNeverPausesFor\` of a replica set, which OrchestratorNoEventsHandled waits for.
- **One worker of several that hangs, without \`database\`.** All its projections stand still, or the only one, while its heartbeats and scrapes go on and the others handle their partitions: just as when its partitions have no events. With \`database\`, OrchestratorProjectionStuck tells of its partitions after two minutes.
- **Lag, without \`database\`.** No metric of the orchestrator says how many events wait; with \`database\`, an exporter does ([Lag](lag.md)). OrchestratorSlowProjection and OrchestratorProjectionSaturated infer it from how busy a handler is; one that falls behind while reading events or saving checkpoints takes more than a fifth of its time stays unseen.
- **Whether a busy projection catches up or falls behind**, without \`database\`, when it has no sibling on the same worker to be compared with, or its siblings catch up, too: after an outage of ten minutes and more the slower of two healthy projections is told as slow, then as saturated, until both have caught up. What it handled before the outage says which it is ([runbook](runbook.md#orchestratorslowprojection)).
- **Whether a busy projection falls behind or wants fewer events than its siblings**, without \`database\`: OrchestratorSlowProjection takes siblings to want the same. What it handled in a week, and its position, say which it is ([runbook](runbook.md#orchestratorslowprojection)).
- **Whether a projection hangs or is done**, without \`database\`: one that handled events for 18 minutes of half an hour and finishes minutes before its siblings stands still as they go on, and OrchestratorProjectionStalled says so; of a process that has lived for less than half an hour, three fifths of that are enough.
- **A projection that hangs within four minutes of the start of its process**, or two of a coordination, or in a fleet whose workers coordinate at least every ten minutes, without \`database\`: OrchestratorProjectionStalled has nothing to compare it with.
- **What samples say that arrive more than a minute late**, as after a slow remote write, unless the rules ask about an earlier moment: [Several clusters in one store](several-fleets.md#several-clusters-in-one-store).
- **Which projection made a worker exit.** The error counter dies with the process, before it is scraped. What remains are restarts; the worker's last log line names the projection.
- **A single event that is skipped after an error.** The counter steps once, as it does for an error that was handled.
- **The whole time that a coordination takes.** Its histogram holds the last phase only, the wait until all are ready, and only where it succeeded. OrchestratorCoordinationFailing looks at workers that register and never report a generation.
- **Without any instrumentation by the application** (workers that expose five metrics): slow, saturated, stalled and failing projections, a slow database (recording \`slow-database\`), heartbeats, and workers whose database rows are stale. No workers, too few or too many of them, restarts, targets that are down, coordinations and generations are told all the same. \`npm run scenarios -- --library-only\` shows it.
- **Restarts between two scrapes, all of them.** The start time of a process that is scraped every 60 s and lives for seconds is seen now and then.
- **Workers that exit over and over, where each replacement has a new address** (ECS, Nomad, pods that are replaced). Restarts are counted by address; as long as some worker works in between, nobody is told.
- **A database that stalls for less than two minutes**, by intent: that is normal life.
- **A worker that is evicted and replaced within minutes, a deployment, an autoscaler within its range**, by intent.`;

export const DIFFERENCES_IN_GENERAL = `The README's rules are kept to the letter in the profile \`upstream\`. The profile \`hardened\` keeps their names, and their thresholds and durations wherever they work. All expressions find their workers by the selector, are aggregated to one series a replica set, work with a worker that emits only what the library does by itself, and do not go silent when series vanish; recording rules keep the README's names, and do aggregate.`;

/** What is wrong with each of the README's expressions, and what was done about it. */
export const DIFFERENCES: Readonly<Partial<Record<AlertName, string>>> = {
  OrchestratorHighReconfigurationRate:
    'every worker of a generation counts the same reconfiguration, so each of them raised its own alert; now the largest count stands for all. The threshold asks for a reconfiguration every ten seconds, which is close to all that is possible: slower unrest is OrchestratorFrequentReconfigurations.',
  OrchestratorWorkerMismatch:
    'when all workers are gone the series is gone too, and nothing is compared: OrchestratorNoWorkers tells that. `!=` fired in rolling restarts, which have one worker more for a while: too many workers are OrchestratorTooManyWorkers, after a longer time. The count itself exists only where the application reports it, and lags behind by 30 s: what is scraped counts as well. Ranges and workloads can be expected.',
  OrchestratorSlowCoordination:
    'the default buckets end at 10 s, so a quantile never exceeds 10 and the alert never fired. Now the mean from sum and count is compared with the same 30 s. A coordination is seen for the length of the window only, so waiting for ten minutes on top of a five-minute window asked for more than there is.',
  OrchestratorProjectionErrors:
    'a labelled counter is born at 1, which a rate does not see: the first error was invisible. Errors are added up over all workers. They have to go on, so that a burst that is over does not fire for five minutes. A worker that exits on the error takes the counter along: OrchestratorWorkersExiting tells that.',
};
