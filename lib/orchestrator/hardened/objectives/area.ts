/** Objectives: what the fleet promises, and how much of it is left. */
import type { Area } from '../../../model/area';
import { OBJECTIVE_ALERTS } from './alerts';
import {
  budget,
  budgetLeft,
  errorShare,
  errorShareOfWindow,
  hasObjectives,
  OBJECTIVE_WINDOWS,
  outdated,
  WINDOWS,
} from './signals';

/** The area, evaluated in this order. */
export const OBJECTIVES = {
  group: 'orchestrator_objectives',
  recorded: [outdated, ...WINDOWS.map(errorShare), ...OBJECTIVE_WINDOWS.map(errorShareOfWindow), budget, budgetLeft],
  alerts: OBJECTIVE_ALERTS,
  applies: hasObjectives,
  needs: 'objectives',
} as const satisfies Area;
