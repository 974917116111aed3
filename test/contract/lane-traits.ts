/** The few traits by which the lanes differ; all else that they promise is the same. */
import { LANE_NAMES, type Encoding, type LaneName } from '@tickrace/protocol';

export interface LaneTraits {
  /** Hands over every quote, rather than the newest at times of its own. */
  isLossless: boolean;
  /** Holds a connection for as long as it runs, which ends with it. */
  holdsConnection: boolean;
  /** Ends its connection in agreement with the server, so that nothing is lost on the way. */
  saysGoodbye: boolean;
  /** Most bytes on the wire per byte of payload, where frames carry a quote or two. */
  mostWirePerPayload: number;
  /** Why the server refuses it; the WebSocket's interface hides the answer to an upgrade. */
  refusal: RegExp;
}

const asking: LaneTraits = {
  isLossless: false,
  holdsConnection: false,
  saysGoodbye: false,
  mostWirePerPayload: 1.5,
  refusal: /400/,
};

const told: LaneTraits = {
  isLossless: true,
  holdsConnection: true,
  saysGoodbye: true,
  mostWirePerPayload: 1.5,
  refusal: /NOPE/,
};

export const laneTraits: Record<LaneName, LaneTraits> = {
  manual: asking,
  'short-poll': asking,
  'conditional-poll': asking,
  // Every quote has its own question and answer here, with their headers.
  'long-poll': { ...asking, holdsConnection: true, mostWirePerPayload: 4 },
  sse: { ...told, saysGoodbye: false, refusal: /400/ },
  'socket-io': told,
  // Kept-alive connections outlast the session, for whoever asks next.
  'socket-io-polling': { ...told, holdsConnection: false, mostWirePerPayload: 4 },
  websocket: { ...told, refusal: /not reachable/ },
};

interface LaneVariant {
  title: string;
  name: LaneName;
  encoding: Encoding;
}

/** Every lane as it is by default, and those that know binary frames with these, which promise the same. */
export const LANE_VARIANTS: readonly LaneVariant[] = [
  ...LANE_NAMES.map((name) => ({ title: name, name, encoding: 'json' as const })),
  ...(['socket-io', 'socket-io-polling', 'websocket'] as const).map((name) => {
    return { title: `${name} with binary frames`, name, encoding: 'binary' as const };
  }),
];
