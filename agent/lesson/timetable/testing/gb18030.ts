/** For tests: GB18030 as Chinese Excel writes it. Node can only read it, so the table is made by reading every pair. */
const pairs = new Map<string, readonly [number, number]>();
const decoder = new TextDecoder('gb18030');
for (let lead = 0x81; lead <= 0xfe; lead++) {
  for (let trail = 0x40; trail <= 0xfe; trail++) {
    const text = decoder.decode(new Uint8Array([lead, trail]));
    if (trail !== 0x7f && text.length === 1) pairs.set(text, [lead, trail]);
  }
}

/** @throws RangeError for characters beyond the two-byte ones */
export function gb18030(text: string): Uint8Array {
  return Uint8Array.from(
    [...text].flatMap((character) => {
      if (character < '\x80') return [character.charCodeAt(0)];
      const pair = pairs.get(character);
      if (!pair) throw new RangeError(`no two-byte code for ${character}`);
      return [...pair];
    }),
  );
}
