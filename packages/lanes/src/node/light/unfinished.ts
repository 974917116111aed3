/** What has come of something that is not complete, kept apart from the buffer that the next bytes will come into. */

export class Unfinished {
  #bytes: Buffer | undefined;

  /** What was kept, followed by the chunk; nothing is kept any more. */
  continuedBy(chunk: Buffer): Buffer {
    const bytes = this.#bytes;
    if (bytes === undefined) return chunk;
    this.#bytes = undefined;
    return Buffer.concat([bytes, chunk]);
  }

  keep(bytes: Buffer): void {
    if (bytes.length > 0) this.#bytes = Buffer.from(bytes);
  }
}
