import { describe, expect, it } from 'vitest';
import { framedAdapterMisfit } from './framed-adapter-trial.ts';
import { FramedAdapter } from './framed-adapter.ts';

type Broadcast = Parameters<FramedAdapter['broadcast']>;

class Silent extends FramedAdapter {
  override broadcast(): void {}
}

class NeverFramed extends FramedAdapter {
  override writeFramed(): void {}
}

/** As if a packet were encoded in another way than it is framed. */
class OtherText extends FramedAdapter {
  #isFramed = false;

  override writeFramed(): void {
    super.writeFramed();
    this.#isFramed = true;
  }

  override broadcast(...[packet, options]: Broadcast): void {
    const { data } = packet as unknown as { data: unknown[] };
    super.broadcast(this.#isFramed ? ({ ...packet, data: [...data, 1] } as Broadcast[0]) : packet, options);
  }
}

/** As if bytes were framed in another way than Engine.IO does. */
class OtherBytes extends FramedAdapter {
  #isFramed = false;

  override writeFramed(): void {
    super.writeFramed();
    this.#isFramed = true;
  }

  override broadcastBytes(room: string, bytes: Uint8Array): void {
    super.broadcastBytes(room, this.#isFramed ? Uint8Array.of(...bytes.subarray(0, 8)) : bytes);
  }
}

/** As if the adapter were no longer told of readers that leave. */
class NeverToldOfLeaving extends FramedAdapter {
  override emit(event: string, ...parameters: unknown[]): boolean {
    return event !== 'leave-room' && super.emit(event, ...parameters);
  }

  override del(): void {}
}

describe('the trial of the framed adapter', () => {
  it('finds that it fits what is installed', async () => {
    expect(await framedAdapterMisfit()).toBeUndefined();
  });

  it.each([
    ['writes nothing', Silent],
    ['recognises no reader as ready', NeverFramed],
    ['writes something else than Socket.IO', OtherText],
    ['writes other bytes than Engine.IO', OtherBytes],
    ['goes on writing to a reader that has left', NeverToldOfLeaving],
  ])('finds out one that %s, and says why', async (_, candidate) => {
    expect(await framedAdapterMisfit(candidate)).toMatch(/^[a-z].*[a-z]$/);
  });
});
