export * from './metrics';
export * from './queries';
export { identifier } from './sql';
