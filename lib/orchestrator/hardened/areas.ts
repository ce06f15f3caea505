/** The areas of the profile `hardened`. */
import type { Area } from '../../model/area';
import { COORDINATION } from './coordination/alerts';
import { coordinationGrowth, coordinationP95 } from './coordination/signals';
import { THROUGHPUT } from './throughput/alerts';
import { HEARTBEATS } from './heartbeats/alerts';
import { heartbeatP99 } from './heartbeats/signals';
import { LAG } from './lag/alerts';
import { OBJECTIVES } from './objectives/alerts';
import { PROCESSES } from './processes/alerts';
import { PROJECTIONS } from './projections/alerts';
import { processingP95 } from './projections/signals';
import { WORKERS } from './workers/alerts';

/** What reads every bucket of a histogram, and only panels show. */
const DISTRIBUTIONS = {
  group: 'orchestrator_distributions',
  recorded: [coordinationGrowth, coordinationP95, heartbeatP99, processingP95],
  alerts: [],
  every: '3m',
} as const satisfies Area;

/** In the order in which a person would read them. */
export const HARDENED_AREAS = [
  WORKERS,
  PROCESSES,
  COORDINATION,
  HEARTBEATS,
  PROJECTIONS,
  THROUGHPUT,
  DISTRIBUTIONS,
  LAG,
  OBJECTIVES,
] as const satisfies readonly Area[];
