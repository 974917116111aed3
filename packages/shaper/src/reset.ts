/** Resets a TCP connection at once, whatever has not left for the kernel yet. */
import type { Socket } from 'node:net';

/** Sends RST and closes; where FIN is sent already, which can't be taken back, it only closes. */
export function reset(socket: Socket): void {
  // Node asks for the reset first and then waits for what is still to be written; the kernel refuses to reset while it
  // shuts down (EINVAL), and `close` would never be emitted.
  if (!socket.writableEnded) socket.resetAndDestroy();
  socket.destroy();
}
