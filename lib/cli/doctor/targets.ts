/** Are the targets there, and up; and does the selector find them. */
import type { Mixin } from '../../orchestrator';
import type { LabelMatcher } from '../../orchestrator';
import { few, listed, type DoctorFinding } from './finding';
import { replicaSetsOf, type Facts } from './facts';

/** Findings about targets. */
export function diagnoseTargets(facts: Facts, { config }: Mixin): readonly DoctorFinding[] {
  if (facts.targets.length === 0) {
    return [noTargets(facts, config.selector, config.scrape.jobName)];
  }
  const down = facts.targets.filter(({ up }) => !up);
  const findings: DoctorFinding[] = [];
  if (down.length > 0) {
    findings.push({
      severity: 'error',
      code: 'target-down',
      what: `${String(down.length)} of ${String(facts.targets.length)} targets of the workers ${down.length === 1 ? 'is' : 'are'} down`,
      evidence: few(
        down.map(
          ({ job, instance, lastError = '' }) => `${job} ${instance}: ${lastError === '' ? 'up is 0' : lastError}`,
        ),
      ),
      mend: 'look whether the process lives, and ask it yourself: curl http://<address>/metrics; a refused connection is a dead process or another port, a deadline a worker or network that hangs, a status 404 another path',
    });
  }
  return [
    ...findings,
    ...missingReplicaSets(
      facts,
      config.replicaSets.map(({ name }) => name),
    ),
  ];
}

/** Prometheus scrapes nobody whom the selector means: nobody at all, or under another job. */
function noTargets({ anywhere }: Facts, selector: readonly LabelMatcher[], jobName: string): DoctorFinding {
  const asked = selector.map(({ label, op, value }) => `${label}${op}${JSON.stringify(value)}`).join(', ');
  const jobs = [...new Set(anywhere.map(({ job = '' }) => job))].sort();
  return jobs.length > 0
    ? {
        severity: 'error',
        code: 'wrong-selector',
        what: 'The orchestrator’s metrics are there, but not where the configuration looks for them',
        evidence: [
          `looked for targets with ${asked}: none`,
          `the metrics come from ${listed(jobs.map((job) => `job=${JSON.stringify(job)}`))}`,
        ],
        mend: `write selector: { job: ${JSON.stringify(jobs[0])} } into the configuration and render again, or rename the scrape job to ${JSON.stringify(jobName)}; until then no rule and no panel finds anything`,
      }
    : {
        severity: 'error',
        code: 'no-targets',
        what: 'Prometheus scrapes no workers',
        evidence: [
          `looked for targets with ${asked}: none`,
          'no other target exposes metrics of the orchestrator either',
        ],
        mend: 'add prometheus/scrape-config.yaml, which render writes, to Prometheus; give the workers’ pods the annotation prometheus.io/scrape: "true"; and see that Prometheus may list pods in their namespace',
      };
}

function missingReplicaSets(facts: Facts, wanted: readonly string[]): readonly DoctorFinding[] {
  const found = replicaSetsOf(facts);
  const missing = wanted.filter((name) => !found.includes(name));
  return missing.length === 0
    ? []
    : [
        {
          severity: 'error',
          code: 'replica-set-missing',
          what: `No worker reports the replica ${missing.length === 1 ? 'set' : 'sets'} ${listed(missing)}`,
          evidence: [
            `in the configuration: ${listed(wanted)}`,
            found.length === 0 ? 'no replica set is reported' : `reported: ${listed(found)}`,
          ],
          mend: 'start its workers, or correct the name in replicaSets',
        },
      ];
}
