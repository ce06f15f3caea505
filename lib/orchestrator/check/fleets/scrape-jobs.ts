/** Scrape jobs of fleets beside each other: what of one Prometheus would refuse, or scrape twice. */
import { identityOf } from '../../../validation';
import type { Mixin } from '../../mixin';
import { targetLabelsOf, type ScrapeJob } from '../../scrape-job';
import { mayShare, type LocatedFleet, type Meeting } from './located-fleet';
import { seriesValue, tellingLabels } from './telling-labels';

/** Prometheus refuses a configuration with two jobs of one name. Where the jobs are equal, either is enough. */
export function* checkScrapeJobs(fleet: LocatedFleet, other: LocatedFleet): Meeting {
  const [own, theirs] = [fleet.mixin.scrapeJob, other.mixin.scrapeJob];
  if (
    [fleet, other].every(({ scrapes = 'file' }) => scrapes === 'file') &&
    own.jobName === theirs.jobName &&
    settingsOf(own) !== settingsOf(theirs) &&
    mayShareServer(fleet, other)
  ) {
    yield {
      path: 'scrape.jobName',
      what: `found ${JSON.stringify(own.jobName)} with other settings`,
      why: 'Prometheus refuses a configuration that has two scrape jobs of one name, and would not start',
      fix: 'give both the same scrape settings, with all namespaces, and load one of the two jobs, or give each fleet a job of its own, by selector.job',
    };
  }
}

/** What a job does, in whatever order its namespaces and the labels of its pods were written. */
const settingsOf = ({ namespaces, relabelings, ...others }: ScrapeJob): string =>
  identityOf({ ...others, namespaces: [...namespaces].sort(), relabelings: relabelings.map(identityOf).sort() });

/**
 * A pod that two jobs find is two targets, each with the label of its job: it is counted in both fleets. Jobs of one name give one set of labels,
 * and a fleet that says of no pods that they are its workers has been warned of that already, or is scraped in another way.
 */
export function* checkTargets(fleet: LocatedFleet, other: LocatedFleet): Meeting {
  const [own, theirs] = [fleet.mixin.config.scrape, other.mixin.config.scrape];
  const isDescribed = [own, theirs].some(
    ({ namespaces = [], podLabels = {} }) => namespaces.length > 0 || Object.keys(podLabels).length > 0,
  );
  if (own.jobName !== theirs.jobName && isDescribed && mayFindOnePod(own, theirs) && mayShareServer(fleet, other)) {
    yield {
      path: 'scrape',
      what: `found no namespace or pod label that distinguishes its workers from those of the job ${JSON.stringify(theirs.jobName)}`,
      why: 'both jobs scrape the same pods, and every fault would be reported by both fleets',
      fix: 'give each fleet its own scrape.namespaces, or another value of one of scrape.podLabels',
    };
  }
}

function mayFindOnePod(one: Mixin['config']['scrape'], other: Mixin['config']['scrape']): boolean {
  const [namespaces = [], others = []] = [one.namespaces, other.namespaces];
  const inOneNamespace =
    namespaces.length === 0 || others.length === 0 || namespaces.some((namespace) => others.includes(namespace));
  return (
    inOneNamespace &&
    Object.entries(one.podLabels ?? {}).every(([label, value]) => (other.podLabels?.[label] ?? value) === value)
  );
}

/** Fleets that are told apart by a label that no scrape job gives, such as `cluster`, are scraped by two servers. */
const mayShareServer = (fleet: LocatedFleet, other: LocatedFleet): boolean => {
  const given = [fleet, other].flatMap(({ mixin }) => targetLabelsOf(mixin.scrapeJob));
  const telling = tellingLabels(fleet.mixin, other.mixin, seriesValue);
  return mayShare('asked', fleet, other) && telling.every((label) => given.includes(label));
};
