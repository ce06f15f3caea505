/** Heartbeats, and with them the database that all workers need. */
import type { Area } from '../../../model/area';
import { HEARTBEATS_ALERTS } from './alerts';
import { heartbeatP99, heartbeatProgress, heartbeatSeconds, staleWorkersCleaned } from './signals';

/** The area, evaluated in this order. */
export const HEARTBEATS = {
  group: 'orchestrator_heartbeats',
  recorded: [heartbeatSeconds, heartbeatP99, heartbeatProgress, staleWorkersCleaned],
  alerts: HEARTBEATS_ALERTS,
} as const satisfies Area;
