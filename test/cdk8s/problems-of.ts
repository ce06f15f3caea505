import { ConfigError } from 'pupsourcing-orchestrator-monitoring';

/** The problems that something is refused with, one line each. */
export function problemsOf(action: () => unknown): string[] {
  try {
    action();
  } catch (error) {
    if (error instanceof ConfigError) {
      return error.problems.map(({ path, message }) => `${path}: ${message}`);
    }
    throw error;
  }
  return [];
}
