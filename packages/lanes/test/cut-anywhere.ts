/** Bytes as a connection may hand them over: cut anywhere, and in a buffer that the next ones overwrite. */

export function cutAnywhere(bytes: Buffer, cuts: readonly number[], take: (piece: Buffer) => void): void {
  const shared = Buffer.alloc(bytes.length);
  const inside = cuts.filter((at) => at > 0 && at < bytes.length).sort((one, other) => one - other);
  let from = 0;
  for (const to of [...inside, bytes.length]) {
    const length = bytes.copy(shared, 0, from, to);
    if (length > 0) take(shared.subarray(0, length));
    shared.fill(0xff);
    from = to;
  }
}
