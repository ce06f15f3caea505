/** Are there targets, are they up, and does the selector find them. */
import type { LabelMatcher, Mixin } from '../../orchestrator';
import { passes } from '../../promql/re2';
import { valuesOf } from '../http/prometheus-api';
import { found, listed, type DoctorFinding } from './finding';
import { replicaSetOf, replicaSetsOf, type Facts } from './facts';

export function* diagnoseTargets(facts: Facts, { config }: Mixin): Generator<DoctorFinding> {
  if (facts.targets.length === 0) {
    yield noTargets(facts, config.selector, config.scrape.jobName);
    return;
  }
  const down = facts.targets.filter(({ up }) => !up);
  yield* found({
    severity: 'error',
    code: 'target-down',
    what: `${String(down.length)} of ${String(facts.targets.length)} targets of the workers ${down.length === 1 ? 'is' : 'are'} down`,
    evidence: down.map(
      ({ job, instance, lastError = '' }) => `${job} ${instance}: ${lastError === '' ? 'up is 0' : lastError}`,
    ),
    fix: 'check that the process runs, and ask it yourself: curl http://<address>/metrics. "connection refused" means a dead process or a wrong port, "deadline exceeded" a worker or network that hangs, status 404 a wrong path',
  });
  yield* missingReplicaSets(facts, config.replicaSets, config.selector);
}

/** Prometheus scrapes no target that the selector matches: none at all, or under another job. */
function noTargets({ anywhere }: Facts, selector: readonly LabelMatcher[], jobName: string): DoctorFinding {
  const asked = selector.map(({ label, op, value }) => `${label}${op}${JSON.stringify(value)}`).join(', ');
  const jobs = valuesOf(anywhere ?? [], 'job');
  const nowhere = selector.filter((matcher) =>
    anywhere?.every((series) => passes(matcher, series[matcher.label] ?? '') === false),
  );
  const others = [...new Set(nowhere.map(({ label }) => label))].filter((label) => label !== 'job');
  const isOfJob = others.length === 0;
  return jobs.length > 0
    ? {
        severity: 'error',
        code: 'wrong-selector',
        what: 'The orchestrator’s metrics exist, but the selector of the configuration does not match them',
        evidence: [
          `looked for targets with ${asked}: none`,
          `the metrics come from ${listed(jobs.map((job) => `job=${JSON.stringify(job)}`))}`,
          ...(isOfJob ? [] : [`none of them has such a value of ${listed(others)}`]),
        ],
        fix: isOfJob
          ? `set selector: { job: ${JSON.stringify(jobs[0])} } in the configuration and render again, or rename the scrape job to ${JSON.stringify(jobName)}; until then every rule and panel is empty`
          : `give the scrape job ${listed(others)}, or take it out of the selector and render again; external labels are added to what Prometheus sends elsewhere, and only there can be selected: ask that server (--prometheus)`,
      }
    : {
        severity: 'error',
        code: 'no-targets',
        what: anywhere === undefined ? 'No target matches the selector' : 'Prometheus scrapes no workers',
        evidence: [
          `looked for targets with ${asked}: none`,
          ...(anywhere === undefined ? [] : ['no other target is known to expose metrics of the orchestrator']),
        ],
        fix: 'add prometheus/scrape-config.yaml, which render writes, to Prometheus; check that the workers’ pods are what scrape describes (namespaces, podLabels, port; without podLabels, the annotation prometheus.io/scrape: "true"), and that Prometheus may list pods in their namespace',
      };
}

/** Listed replica sets that no worker reports; where workers of another job do, the selector may be meant to match that. */
function* missingReplicaSets(
  { inventory, anywhere }: Facts,
  replicaSets: Mixin['config']['replicaSets'],
  selector: readonly LabelMatcher[],
): Generator<DoctorFinding> {
  if (inventory === undefined || anywhere === undefined) {
    return;
  }
  const wanted = replicaSets.map(({ name }) => name);
  const reported = replicaSetsOf(inventory);
  const alike = anywhere.filter((series) =>
    selector.every((matcher) => matcher.label === 'job' || passes(matcher, series[matcher.label] ?? '') !== false),
  );
  const jobsOf = (name: string): readonly string[] =>
    valuesOf(
      alike.filter((series) => replicaSetOf(series) === name),
      'job',
    );
  const missing = wanted.filter((name) => !reported.includes(name));
  const gone = missing.filter((name) => jobsOf(name).length === 0);
  yield* found({
    severity: 'error',
    code: 'wrong-selector',
    what: 'Workers of a replica set exist, but the selector of the configuration does not match them',
    evidence: missing
      .filter((name) => !gone.includes(name))
      .map(
        (name) => `${name}: its metrics come from ${listed(jobsOf(name).map((job) => `job=${JSON.stringify(job)}`))}`,
      ),
    fix: 'let the selector match this job, too, or give the replica set a configuration of its own; if another fleet has a replica set of this name, start the workers of yours',
  });
  yield* found({
    severity: 'error',
    code: 'replica-set-missing',
    what: `No worker reports the replica ${gone.length === 1 ? 'set' : 'sets'} ${listed(gone)}`,
    evidence:
      gone.length === 0
        ? []
        : [`in the configuration: ${listed(wanted)}`, `reported: ${reported.length === 0 ? 'none' : listed(reported)}`],
    fix: 'start its workers, or fix the name in replicaSets',
  });
}
