/** How the rules of a fleet ask. */
import { RULE_WINDOW, type QueryContext } from '../../model/signal';
import type { MonitoringConfig } from './config';
import { replacedSignals } from '../extension/extension';
import { fleetLabels, pinnedLabels } from './identity';
import { listedSubjects } from './workers';

/** About all replica sets, reading nothing that is recorded. */
export const fleetContext = (config: MonitoringConfig): QueryContext => ({
  workers: config.selector,
  targets: config.selector,
  by: fleetLabels(config),
  pinned: pinnedLabels(config),
  listed: listedSubjects(config.replicaSets),
  window: RULE_WINDOW,
  recorded: new Set(),
  system: config,
  replaced: replacedSignals(config.extend),
});
