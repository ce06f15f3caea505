/** Are there targets, are they up, and does the selector find them. */
import type { LabelMatcher, Mixin } from '../../orchestrator';
import { reportedReplicaSet } from '../../orchestrator/diagnosis';
import { passes } from '../../promql/re2';
import { valuesOf, type Labels } from '../http/prometheus-api';
import { few, found, listed, type DoctorFinding } from './finding';
import { replicaSetOf, replicaSetsOf, type Facts } from './facts';

export function* diagnoseTargets(facts: Facts, { config }: Mixin): Generator<DoctorFinding> {
  if (facts.targets.length === 0) {
    yield noTargets(facts, config);
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
function noTargets({ anywhere }: Facts, { selector, scrape, replicaSets }: Mixin['config']): DoctorFinding {
  const asked = selector.map(({ label, op, value }) => `${label}${op}${JSON.stringify(value)}`).join(', ');
  // Jobs of other fleets are in the same store.
  const names = new Set(replicaSets.map(({ name }) => name));
  const own = anywhere?.filter((series) => names.has(replicaSetOf(series))) ?? [];
  const theirs = own.length > 0 ? own : (anywhere ?? []);
  const jobs = valuesOf(theirs, 'job');
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
          `the metrics${own.length > 0 ? ` of ${listed(replicaSetsOf(own))}` : ''} come from ${jobsIn(theirs)}`,
          ...(isOfJob ? [] : [`none of them has such a value of ${listed(others)}`]),
        ],
        fix: isOfJob
          ? `${
              jobs.length === 1
                ? `set selector: { job: ${JSON.stringify(jobs[0])} } in the configuration`
                : 'set job in the selector of the configuration to that of your workers'
            } and render again, or rename the scrape job to ${JSON.stringify(scrape.jobName)}; until then every rule and panel is empty`
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

const jobsIn = (series: readonly Labels[]): string =>
  few(valuesOf(series, 'job').map((job) => `job=${JSON.stringify(job)}`)).join(', ');

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
  const elsewhere = (name: string): readonly Labels[] => alike.filter((series) => replicaSetOf(series) === name);
  const missing = wanted.filter((name) => !reported.includes(name));
  const isElsewhere = (name: string): boolean => valuesOf(elsewhere(name), 'job').length > 0;
  // Series without the label may be theirs: what is said then is that it is missing.
  const isNamed = inventory.every((series) => (reportedReplicaSet(series) ?? '') !== '');
  const gone = isNamed ? missing.filter((name) => !isElsewhere(name)) : [];
  yield* found({
    severity: 'error',
    code: 'wrong-selector',
    what: 'Workers of a replica set exist, but the selector of the configuration does not match them',
    evidence: missing.filter(isElsewhere).map((name) => `${name}: its metrics come from ${jobsIn(elsewhere(name))}`),
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
