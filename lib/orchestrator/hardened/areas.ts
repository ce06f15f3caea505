/** The areas of the profile `hardened`. */
import type { Area } from '../../model/area';
import { COORDINATION } from './coordination/area';
import { HEARTBEATS } from './heartbeats/area';
import { LAG } from './lag/area';
import { OBJECTIVES } from './objectives/area';
import { PROCESSES } from './processes/area';
import { PROJECTIONS } from './projections/area';
import { WORKERS } from './workers/area';

/** In the order in which a person would read them. */
export const HARDENED_AREAS = [
  WORKERS,
  PROCESSES,
  COORDINATION,
  HEARTBEATS,
  PROJECTIONS,
  LAG,
  OBJECTIVES,
] as const satisfies readonly Area[];
