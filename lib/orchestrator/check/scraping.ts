/** Settings of the scrape job that Prometheus would refuse, or by which it would find other workers than the fleet's. */
import { seconds } from '../../promql/duration';
import { errorAt, warningAt, type Finding } from '../../validation';
import type { MonitoringConfig } from '../fleet/config';

export function* checkScraping(config: MonitoringConfig): Generator<Finding> {
  const { profile, scrape, scrapeInterval } = config;
  const { authorization, basicAuth, tlsConfig = {}, timeout } = scrape;
  const refused = (path: string, what: string, fix: string): Finding =>
    errorAt(`scrape.${path}`, { what, why: 'Prometheus refuses the whole configuration', fix });
  if (authorization !== undefined && basicAuth !== undefined) {
    yield refused('basicAuth', 'found it beside authorization', 'remove one of the two');
  }
  if (authorization?.type?.toLowerCase() === 'basic') {
    yield refused(
      'authorization.type',
      `found ${JSON.stringify(authorization.type)}, a type with user and password`,
      'give basicAuth instead of authorization',
    );
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
  yield* checkReplicaSetLabel(config);
}

/** One label cannot tell replica sets apart and have one value on all pods. */
function* checkReplicaSetLabel({ profile, scrape, replicaSets, watchUnlisted }: MonitoringConfig): Generator<Finding> {
  const { podLabels = {}, replicaSetPodLabel: label = '' } = scrape;
  const only = podLabels[label];
  const others = replicaSets.filter(({ name }) => name !== only);
  const isOnly = replicaSets.length > 0 && others.length === 0;
  if (only !== undefined && (watchUnlisted || others.length > 0) && profile !== 'upstream') {
    yield (isOnly ? warningAt : errorAt)(['scrape', 'podLabels', label], {
      what: `found ${JSON.stringify(only)}, while replicaSetPodLabel is this label`,
      why: `only pods whose replica set is ${JSON.stringify(only)} would be scraped`,
      fix: isOnly
        ? 'set watchUnlisted: false if there is no other, or leave the label out of podLabels and select the workers by another'
        : 'leave the label out of podLabels',
    });
  }
}
