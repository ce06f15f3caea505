/** Settings of the scrape job that Prometheus would refuse together. */
import { seconds } from '../../promql/duration';
import type { Finding } from '../../validation/finding';
import type { MonitoringConfig } from '../fleet/config';

/** Findings about how workers are asked for their metrics. */
export function* checkScraping({ profile, scrape, scrapeInterval }: MonitoringConfig): Generator<Finding> {
  const { authorization, basicAuth, tlsConfig = {}, timeout } = scrape;
  const refused = (path: string, what: string, fix: string): Finding => ({
    severity: 'error',
    path: `scrape.${path}`,
    what,
    why: 'Prometheus refuses the whole configuration',
    fix,
  });
  if (authorization !== undefined && basicAuth !== undefined) {
    yield refused('basicAuth', 'found it beside authorization', 'remove one of the two');
  }
  if ((tlsConfig.cert === undefined) !== (tlsConfig.key === undefined)) {
    const found = tlsConfig.cert === undefined ? 'a key without its cert' : 'a cert without its key';
    yield refused('tlsConfig', `found ${found}`, 'give both or neither');
  }
  // The README's job leaves the interval to Prometheus.
  if (timeout !== undefined && profile !== 'upstream' && seconds(timeout) > seconds(scrapeInterval)) {
    yield refused(
      'timeout',
      `found ${timeout}, which is longer than the scrapeInterval of ${scrapeInterval}`,
      `set it to at most ${scrapeInterval}, or scrapeInterval to a longer one`,
    );
  }
}
