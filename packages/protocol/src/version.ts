/** Version of the wire contract: fields are only ever added, so it changes when one must be removed. */
export const PROTOCOL_VERSION = 1;
