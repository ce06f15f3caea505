/** Workers: are they there, do they work, are there as many as there should be. */
import type { Area } from '../../../model/area';
import { WORKERS_ALERTS } from './alerts';
import { expectedMaximum, expectedMinimum } from './expected';
import { activeWorkers, presentWorkers, registeredWorkers, workerStates, workingWorkers } from './signals';

/** The area, evaluated in this order. */
export const WORKERS = {
  group: 'orchestrator_workers',
  recorded: [
    expectedMinimum,
    expectedMaximum,
    registeredWorkers,
    activeWorkers,
    workingWorkers,
    presentWorkers,
    workerStates,
  ],
  alerts: WORKERS_ALERTS,
} as const satisfies Area;
