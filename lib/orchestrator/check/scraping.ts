/** Settings of the scrape job that Prometheus would refuse together. */
import { seconds } from '../../promql/duration';
import type { Finding } from '../../validation/finding';
import type { MonitoringConfig } from '../fleet/config';

/** Findings about how workers are asked for their metrics. */
export function checkScraping({ profile, scrape, scrapeInterval }: MonitoringConfig): readonly Finding[] {
  const { authorization, basicAuth, tlsConfig = {}, timeout } = scrape;
  const refused = (path: string, what: string, fix: string): Finding => ({
    severity: 'error',
    path: `scrape.${path}`,
    what,
    why: 'Prometheus refuses the whole configuration',
    fix,
  });
  return [
    ...(authorization !== undefined && basicAuth !== undefined
      ? [refused('basicAuth', 'found it beside authorization', 'remove one of the two')]
      : []),
    ...((tlsConfig.cert === undefined) === (tlsConfig.key === undefined)
      ? []
      : [
          refused(
            'tlsConfig',
            `found ${tlsConfig.cert === undefined ? 'a key without its cert' : 'a cert without its key'}`,
            'give both or neither',
          ),
        ]),
    // The README's job leaves the interval to Prometheus.
    ...(timeout !== undefined && profile !== 'upstream' && seconds(timeout) > seconds(scrapeInterval)
      ? [
          refused(
            'timeout',
            `found ${timeout}, which is longer than the scrapeInterval of ${scrapeInterval}`,
            `set it to at most ${scrapeInterval}, or scrapeInterval to a longer one`,
          ),
        ]
      : []),
  ];
}
