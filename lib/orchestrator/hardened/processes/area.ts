/** Processes: do they live, restart, answer their scrapes. */
import type { Area } from '../../../model/area';
import { PROCESSES_ALERTS } from './alerts';
import {
  knownReplicaSets,
  knownWorkers,
  scrapeSuccess,
  targetsDown,
  workerLastSeen,
  workerRestarts,
  workersExiting,
} from './signals';

/** The area, evaluated in this order. */
export const PROCESSES = {
  group: 'orchestrator_processes',
  recorded: [
    workerLastSeen,
    knownWorkers,
    knownReplicaSets,
    workersExiting,
    workerRestarts,
    targetsDown,
    scrapeSuccess,
  ],
  alerts: PROCESSES_ALERTS,
} as const satisfies Area;
