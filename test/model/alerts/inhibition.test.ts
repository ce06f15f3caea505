import { createMixin } from '../../../lib';

test('an alert that could only silence what a configuration does not have silences nobody', () => {
  const overrides = {
    OrchestratorHighReconfigurationRate: { enabled: false },
    OrchestratorFrequentReconfigurations: { enabled: false },
  };
  const sources = createMixin({ alerts: { overrides } }).inhibitions.map(({ source }) => source);

  expect(createMixin().inhibitions.map(({ source }) => source)).toContain('OrchestratorTargetDown');
  expect(sources).not.toContain('OrchestratorTargetDown');
  expect(sources).toContain('OrchestratorNoWorkers');
});
