/** Lag: how far behind the projections are, and who works on them, as the database says. */
import type { Area } from '../../../model/area';
import { LAG_ALERTS } from './alerts';
import { hasDatabase } from './database-series';
import {
  generationsOfWorkers,
  lag,
  lagNotFalling,
  missingQueries,
  stuckPartitions,
  unownedPartitions,
} from './signals';

/** The area, evaluated in this order. */
export const LAG = {
  group: 'orchestrator_lag',
  recorded: [lag, lagNotFalling, stuckPartitions, unownedPartitions, generationsOfWorkers, missingQueries],
  alerts: LAG_ALERTS,
  applies: hasDatabase,
  needs: 'database',
} as const satisfies Area;
