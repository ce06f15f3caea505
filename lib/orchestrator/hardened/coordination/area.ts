/** Coordination: generations, coordinations and reconfigurations. */
import type { Area } from '../../../model/area';
import { COORDINATION_ALERTS } from './alerts';
import {
  coordinationGrowth,
  coordinationP50,
  coordinationP95,
  coordinationP99,
  coordinationSeconds,
  coordinationWaiting,
  fewestPartitions,
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
    coordinationP50,
    coordinationP95,
    coordinationP99,
    reconfigurationRate,
    frequentReconfigurations,
    generationRate,
    mostPartitions,
    fewestPartitions,
  ],
  alerts: COORDINATION_ALERTS,
} as const satisfies Area;
