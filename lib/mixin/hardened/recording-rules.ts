/** Recording rules of the profile `hardened`: the README's three names, truly aggregated, and what several alerts ask. */
import type { RecordingRuleDefinition } from '../recording-rules';
import { COORDINATION_P95, coordinationP95 } from './coordination-signals';
import { KNOWN_WORKERS } from './groupings';
import { ERRORS_RATE, EVENTS_RATE, errorRate, eventRate } from './projection-signals';
import { knownWorkerTargets } from './worker-signals';

const GROUP = 'orchestrator_aggregations';

/** Recording rules of the profile `hardened`. */
export const HARDENED_RECORDING_RULES: readonly RecordingRuleDefinition[] = [
  { record: EVENTS_RATE, group: GROUP, signal: eventRate },
  { record: ERRORS_RATE, group: GROUP, signal: errorRate },
  { record: COORDINATION_P95, group: GROUP, signal: coordinationP95 },
  { record: KNOWN_WORKERS, group: GROUP, signal: knownWorkerTargets },
];
