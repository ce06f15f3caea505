/** All alerts of the profile `hardened`. */
import type { AlertDefinition } from '../../model/alert-definition';
import { COORDINATION_ALERTS } from './coordination/alerts';
import { PROJECTION_ALERTS } from './projections/alerts';
import { WORKER_ALERTS } from './workers/alerts';

/** Alerts of the profile `hardened`, in the order in which a person would read them. */
export const HARDENED_ALERTS: readonly AlertDefinition[] = [
  ...WORKER_ALERTS,
  ...COORDINATION_ALERTS,
  ...PROJECTION_ALERTS,
];
