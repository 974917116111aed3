/** Pure arithmetic of measurement: clock, distributions, the meter, theory; it reads no clock, timer or I/O. */
export * from './clock.ts';
export * from './distribution.ts';
export * from './lane-meter.ts';
export type { Conditions, Prediction } from './prediction.ts';
export * from './theory.ts';
