/** Names of the alerts that there are. They are part of users' routes and silences: never rename one. */
import type { Area } from '../model/area';
import { HARDENED_AREAS } from './hardened/areas';

/** Name of an alert of this package, in either profile. */
export type AlertName = (typeof HARDENED_AREAS)[number]['alerts'][number]['name'];

/** All of them, in the order in which a person would read them. */
export const ALERT_NAMES: readonly AlertName[] = HARDENED_AREAS.flatMap(({ alerts }) =>
  alerts.map(({ name }): AlertName => name),
);

/** Those that every configuration of the profile can have: the others need something that the configuration has to name. */
export const CORE_ALERT_NAMES: readonly string[] = HARDENED_AREAS.filter(
  (area: Area) => area.applies === undefined,
).flatMap(({ alerts }: Area) => alerts.map(({ name }) => name));
