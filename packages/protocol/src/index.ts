/** What crosses the wire: schemas, event names, codec and version, shared by both ends. */
export * from './candle.ts';
export * from './codec.ts';
export * from './error.ts';
export * from './frame.ts';
export * from './instrument.ts';
export * from './lane-name.ts';
export * from './limits.ts';
export * from './network.ts';
export * from './quote.ts';
export * from './socket-events.ts';
export * from './status.ts';
export * from './symbols.ts';
export * from './tape.ts';
export * from './version.ts';
export * from './web-socket.ts';
