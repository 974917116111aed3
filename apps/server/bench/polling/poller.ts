/** A connection that asks for the snapshot again as soon as it has been answered, and costs next to nothing. */
import { connect } from 'node:net';

const END_OF_HEAD = '\r\n\r\n';

export interface PollerOptions {
  port: number;
  /** Sends the ETag of the answer before, so that the server says when there is nothing new. */
  revalidates: boolean;
}

export interface Answers {
  full: number;
  notModified: number;
}

/** Polls until it is told to stop. @throws Error where the server answers anything but 200 and 304. */
export function poll({ port, revalidates }: PollerOptions, answers: Answers): () => void {
  const socket = connect({ host: '127.0.0.1', port, noDelay: true });
  let etag = '';
  let bytesToCome = 0;
  const ask = () => {
    const held = revalidates && etag !== '' ? `If-None-Match: ${etag}\r\n` : '';
    socket.write(`GET /api/quotes HTTP/1.1\r\nHost: 127.0.0.1\r\n${held}\r\n`);
  };
  socket.on('connect', ask);
  socket.on('data', (chunk) => {
    if (bytesToCome > 0) bytesToCome -= chunk.length;
    else bytesToCome = begin(chunk) - chunk.length;
    if (bytesToCome === 0) ask();
  });
  return () => socket.destroy();

  /** Takes the beginning of an answer, of which the head has arrived whole; returns the bytes that it has in all. */
  function begin(chunk: Buffer): number {
    const headBytes = chunk.indexOf(END_OF_HEAD) + END_OF_HEAD.length;
    const head = chunk.toString('latin1', 0, headBytes);
    if (head.startsWith('HTTP/1.1 304')) {
      answers.notModified += 1;
      return headBytes;
    }
    if (!head.startsWith('HTTP/1.1 200')) throw new Error(`The server answered "${head.slice(0, 40)}".`);
    answers.full += 1;
    if (revalidates) etag = /^etag: (.*)\r/im.exec(head)?.[1] ?? '';
    return headBytes + Number(/^content-length: (\d+)/im.exec(head)?.[1]);
  }
}
