/** Are there targets, are they up, and does the selector find them. */
import type { LabelMatcher, Mixin } from '../../orchestrator';
import { passes } from '../../promql/re2';
import { found, listed, type DoctorFinding } from './finding';
import { replicaSetsOf, type Facts } from './facts';

export function diagnoseTargets(facts: Facts, { config }: Mixin): readonly DoctorFinding[] {
  if (facts.targets.length === 0) {
    return [noTargets(facts, config.selector, config.scrape.jobName)];
  }
  const down = facts.targets.filter(({ up }) => !up);
  return [
    ...found({
      severity: 'error',
      code: 'target-down',
      what: `${String(down.length)} of ${String(facts.targets.length)} targets of the workers ${down.length === 1 ? 'is' : 'are'} down`,
      evidence: down.map(
        ({ job, instance, lastError = '' }) => `${job} ${instance}: ${lastError === '' ? 'up is 0' : lastError}`,
      ),
      fix: 'check that the process runs, and ask it yourself: curl http://<address>/metrics. "connection refused" means a dead process or a wrong port, "deadline exceeded" a worker or network that hangs, status 404 a wrong path',
    }),
    ...missingReplicaSets(facts, config),
  ];
}

/** Prometheus scrapes no target that the selector matches: none at all, or under another job. */
function noTargets({ anywhere }: Facts, selector: readonly LabelMatcher[], jobName: string): DoctorFinding {
  const asked = selector.map(({ label, op, value }) => `${label}${op}${JSON.stringify(value)}`).join(', ');
  const jobs = [...new Set(anywhere.map(({ job = '' }) => job))].sort();
  const nowhere = selector.filter((matcher) =>
    anywhere.every((series) => passes(matcher, series[matcher.label] ?? '') === false),
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
        what: 'Prometheus scrapes no workers',
        evidence: [`looked for targets with ${asked}: none`, 'no other target exposes metrics of the orchestrator'],
        fix: 'add prometheus/scrape-config.yaml, which render writes, to Prometheus; check that the workers’ pods are what scrape describes (namespaces, podLabels, port; without podLabels, the annotation prometheus.io/scrape: "true"), and that Prometheus may list pods in their namespace',
      };
}

function missingReplicaSets(facts: Facts, { replicaSets }: Mixin['config']): readonly DoctorFinding[] {
  const wanted = replicaSets.map(({ name }) => name);
  const reported = replicaSetsOf(facts);
  const missing = wanted.filter((name) => !reported.includes(name));
  return found({
    severity: 'error',
    code: 'replica-set-missing',
    what: `No worker reports the replica ${missing.length === 1 ? 'set' : 'sets'} ${listed(missing)}`,
    evidence:
      missing.length === 0
        ? []
        : [`in the configuration: ${listed(wanted)}`, `reported: ${reported.length === 0 ? 'none' : listed(reported)}`],
    fix: 'start its workers, or fix the name in replicaSets',
  });
}
