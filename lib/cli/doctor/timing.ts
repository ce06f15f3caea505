/** Intervals and clocks. */
import { formatDuration, parseDuration, type Mixin } from '../../orchestrator';
import { found } from './finding';
import type { Facts } from './facts';

/** Seconds by which clocks may differ; beyond that, Grafana's "now" and Prometheus's are scrapes apart. */
const TOLERANCE = 30;

/** Longest scrape interval, in seconds, with which the rules' windows hold the samples that they need. */
const LONGEST_INTERVAL = 60;

export function* diagnoseTiming({ targets, clockAhead = 0, workerClocksAhead }: Facts, { config }: Mixin) {
  const { scrapeInterval: configured } = config;
  const wanted = parseDuration(configured) ?? LONGEST_INTERVAL;
  const longest = Math.max(0, ...targets.map(({ scrapeInterval = '' }) => parseDuration(scrapeInterval) ?? 0));
  const isTooLong = longest > LONGEST_INTERVAL;
  yield* found({
    severity: isTooLong ? 'error' : 'warning',
    code: 'scrape-interval',
    what: isTooLong
      ? 'The workers are scraped too rarely for the windows that the rules use'
      : 'The workers are scraped less often than configured',
    evidence:
      longest <= wanted
        ? []
        : [
            `scraped every ${formatDuration(longest)}; configured: ${configured}`,
            'rates look back over 2 to 5 minutes and need several scrapes in that time',
          ],
    fix: isTooLong
      ? `set scrape_interval of the job to ${configured}; above 1m, rates have gaps and alerts resolve too early`
      : `set scrape_interval of the job to ${configured}, or scrapeInterval in the configuration to ${formatDuration(longest)}`,
  });
  yield* found({
    severity: 'warning',
    code: 'clock-skew',
    what: 'The clocks of Prometheus and this machine differ',
    evidence:
      Math.abs(clockAhead) > TOLERANCE
        ? [`Prometheus is ${Math.abs(clockAhead).toFixed(0)} s ${clockAhead > 0 ? 'ahead' : 'behind'}`]
        : [],
    fix: 'synchronize both clocks (NTP); a browser whose clock is off shows dashboards that end too early or too late',
  });
  yield* found({
    severity: 'warning',
    code: 'worker-clock-skew',
    what: 'Workers report a start time in the future: their clocks are ahead of Prometheus’s',
    evidence: workerClocksAhead.map(({ metric, value }) => `${metric['instance'] ?? ''}: ${value.toFixed(0)} s`),
    fix: 'synchronize the clocks of the nodes (NTP): the orchestrator compares heartbeats across machines, too',
  });
}
