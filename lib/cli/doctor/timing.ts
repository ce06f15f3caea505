/** Intervals and clocks. */
import { formatDuration, parseDuration, type Mixin } from '../../orchestrator';
import { few, type DoctorFinding } from './finding';
import type { Facts } from './facts';

/** Seconds by which clocks may differ: more, and Grafana's "now" and Prometheus's disagree within a scrape or two. */
const TOLERANCE = 30;

/** Longest scrape interval, in seconds, with which the rules' windows hold the samples that they need. */
const LONGEST_INTERVAL = 60;

/** Findings about intervals and clocks. */
export function diagnoseTiming(facts: Facts, { config }: Mixin): readonly DoctorFinding[] {
  return [...intervals(facts, config.scrapeInterval), ...clocks(facts)];
}

function intervals({ targets }: Facts, configured: string): readonly DoctorFinding[] {
  const wanted = parseDuration(configured) ?? LONGEST_INTERVAL;
  const found = [...new Set(targets.flatMap(({ scrapeInterval }) => parseDuration(scrapeInterval ?? '') ?? []))].sort(
    (a, b) => b - a,
  );
  const [longest] = found;
  if (longest === undefined || longest <= wanted) {
    return [];
  }
  return [
    {
      severity: longest > LONGEST_INTERVAL ? 'error' : 'warning',
      code: 'scrape-interval',
      what:
        longest > LONGEST_INTERVAL
          ? 'The workers are scraped too rarely for the windows of the rules'
          : 'The workers are scraped less often than the configuration says',
      evidence: [
        `scraped every ${formatDuration(longest)}; configured: ${configured}`,
        'rates look back over 2 to 5 minutes and need several scrapes in them',
      ],
      mend:
        longest > LONGEST_INTERVAL
          ? `set scrape_interval of the job to ${configured}; above 1m, rates have gaps and alerts end too early`
          : `set scrape_interval of the job to ${configured}, or scrapeInterval of the configuration to ${formatDuration(longest)}`,
    },
  ];
}

function clocks({ clockAhead, workerClocksAhead }: Facts): readonly DoctorFinding[] {
  const findings: DoctorFinding[] = [];
  if (clockAhead !== undefined && Math.abs(clockAhead) > TOLERANCE) {
    findings.push({
      severity: 'warning',
      code: 'clock-skew',
      what: 'The clocks of Prometheus and of this machine differ',
      evidence: [`Prometheus is ${Math.abs(clockAhead).toFixed(0)} s ${clockAhead > 0 ? 'ahead' : 'behind'}`],
      mend: 'let both take their time from the same source (NTP); a browser on a machine like this one shows dashboards that end too early or late',
    });
  }
  if (workerClocksAhead.length > 0) {
    findings.push({
      severity: 'warning',
      code: 'worker-clock-skew',
      what: 'Workers seem to have started in the future: their clocks are ahead of Prometheus’s',
      evidence: few(workerClocksAhead.map(({ metric, value }) => `${metric['instance'] ?? ''}: ${value.toFixed(0)} s`)),
      mend: 'let the nodes take their time from the same source (NTP): the orchestrator compares heartbeats across machines, too',
    });
  }
  return findings;
}
