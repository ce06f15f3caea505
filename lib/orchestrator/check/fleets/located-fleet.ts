/** A fleet among others: what of it is delivered, and into which stores. */
import type { Finding } from '../../../validation';
import type { Mixin } from '../../mixin';
import { alertValue, tellingLabels } from './telling-labels';

/** A fleet, where it was described, and what of it is delivered there. */
export interface LocatedFleet {
  /** For people: the path of a construct, or the name of a file. */
  readonly where: string;
  readonly mixin: Mixin;
  /** How Prometheus learns of the scrape job: from a file, where each job has a name of its own; from an operator, which makes the names up; not from here. @default 'file' */
  readonly scrapes?: 'file' | 'operator' | false;
  /** Whether its rules are, for whoever evaluates them. @default true */
  readonly rules?: boolean;
  /** Whether its dashboards are. @default - as plain files, in one folder */
  readonly dashboards?: boolean;
  /** What its rules ask and what they record into, for instance uids of data sources: other texts are other stores. @default - any */
  readonly stores?: { readonly asked: unknown; readonly recorded: unknown } | undefined;
}

export type Meeting = Generator<Omit<Finding, 'severity'>>;

/** Whether nothing says that the stores of two fleets are two. Of those that are no texts yet, labels of the alerts do. */
export function mayShare(store: 'asked' | 'recorded', fleet: LocatedFleet, other: LocatedFleet): boolean {
  const [own, theirs] = [fleet.stores, other.stores];
  if (own === undefined || theirs === undefined || own[store] === theirs[store]) {
    return true;
  }
  const areKnown = [own, theirs].every(({ [store]: uid }) => typeof uid === 'string');
  return !areKnown && tellingLabels(fleet.mixin, other.mixin, alertValue).length === 0;
}
