/** Scenarios: what kind of day the market has. */
export const SCENARIO_NAMES = ['calm', 'busy', 'volatile', 'flash-crash', 'halt'] as const;

export type ScenarioName = (typeof SCENARIO_NAMES)[number];
