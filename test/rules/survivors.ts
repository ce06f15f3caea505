/** Faults of expressions that neither the fixtures nor the generated tests notice, and why. */
export const SURVIVORS: Readonly<Record<string, string>> = {};
