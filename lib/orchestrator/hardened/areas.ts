/** The areas of the profile `hardened`. */
import type { Area } from '../../model/area';
import { COORDINATION } from './coordination/alerts';
import { HEARTBEATS } from './heartbeats/alerts';
import { LAG } from './lag/alerts';
import { OBJECTIVES } from './objectives/alerts';
import { PROCESSES } from './processes/alerts';
import { PROJECTION_QUANTILES, PROJECTIONS } from './projections/alerts';
import { WORKERS } from './workers/alerts';

/** In the order in which a person would read them. */
export const HARDENED_AREAS = [
  WORKERS,
  PROCESSES,
  COORDINATION,
  HEARTBEATS,
  PROJECTIONS,
  PROJECTION_QUANTILES,
  LAG,
  OBJECTIVES,
] as const satisfies readonly Area[];
