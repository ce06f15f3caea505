export * from './orchestrator';
export * from './render';
