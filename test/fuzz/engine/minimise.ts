/**
 * A shorter case that is still wrong: parts are left out, ever smaller ones, as long as that changes nothing.
 * @param isWrong whether these bytes still show the defect
 * @param tries at most so often
 */
export async function minimised(
  bytes: Buffer,
  isWrong: (bytes: Buffer) => Promise<boolean>,
  tries = 600,
): Promise<Buffer> {
  let best = bytes;
  let left = tries;
  for (let size = Math.max(1, best.length >> 1); left > 0; size >>= 1) {
    for (let at = 0; at < best.length && left > 0; ) {
      const shorter = Buffer.concat([best.subarray(0, at), best.subarray(at + size)]);
      left--;
      if (await isWrong(shorter)) best = shorter;
      else at += size;
    }
    if (size <= 1) break;
  }
  return best;
}
