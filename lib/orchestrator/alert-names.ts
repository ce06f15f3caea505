/** Names of the alerts that there are. They are part of users' routes and silences: never rename one. */
import { HARDENED_AREAS } from './hardened/areas';

/** Name of an alert of this package, in either profile. */
export type AlertName = (typeof HARDENED_AREAS)[number]['alerts'][number]['name'];

/** All of them, in the order in which a person would read them. */
export const ALERT_NAMES: readonly AlertName[] = HARDENED_AREAS.flatMap(({ alerts }) =>
  alerts.map(({ name }): AlertName => name),
);
