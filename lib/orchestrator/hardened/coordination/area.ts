/** Coordination: generations, coordinations and reconfigurations. */
import type { Area } from '../../../model/area';
import { COORDINATION_ALERTS } from './alerts';
import {
  coordinationGrowth,
  coordinationP95,
  coordinationSeconds,
  coordinationWaiting,
  frequentReconfigurations,
  generationRate,
  mostPartitions,
  reconfigurationRate,
  workerLeftBehind,
  workersApart,
} from './signals';

/** The area, evaluated in this order. */
export const COORDINATION = {
  group: 'orchestrator_coordination',
  recorded: [
    workersApart,
    workerLeftBehind,
    coordinationWaiting,
    coordinationSeconds,
    coordinationGrowth,
    coordinationP95,
    reconfigurationRate,
    frequentReconfigurations,
    generationRate,
    mostPartitions,
  ],
  alerts: COORDINATION_ALERTS,
} as const satisfies Area;
