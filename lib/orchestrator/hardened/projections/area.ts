/** Projections: do they fail, stand still, keep up with their input. */
import type { Area } from '../../../model/area';
import { PROJECTIONS_ALERTS } from './alerts';
import {
  errorRate,
  errorRatio,
  eventRate,
  handlingProgress,
  lastingErrorRate,
  processingP95,
  projectionBusy,
  projectionSlow,
  projectionStalled,
} from './signals';

/** The area, evaluated in this order. */
export const PROJECTIONS = {
  group: 'orchestrator_projections',
  recorded: [
    eventRate,
    errorRate,
    lastingErrorRate,
    errorRatio,
    processingP95,
    projectionBusy,
    projectionSlow,
    projectionStalled,
    handlingProgress,
  ],
  alerts: PROJECTIONS_ALERTS,
} as const satisfies Area;
