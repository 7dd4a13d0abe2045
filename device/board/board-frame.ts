/**
 * One line of the protocol between agent and board (docs/devices/board.md): `$<number> <word>[ <word>…]*<crc>\n`. The CRC is
 * CRC-16/CCITT-FALSE (polynomial 0x1021, begins with 0xFFFF; of "123456789" it is 29B1) over what lies between `$` and `*`, as
 * four hexadecimal digits.
 */
export interface BoardFrame {
  /** 0..255; an answer has its question's. */
  number: number;
  words: string[];
}

/** From `$` to `*`, without the check. */
export const MOST_CHARACTERS = 80;

const LINE = /^\$((\d{1,3}) ([!-)+-~]+(?: [!-)+-~]+)*))\*([0-9A-F]{4})$/;

export function crc16(text: string): number {
  let crc = 0xffff;
  for (let i = 0; i < text.length; i++) {
    crc ^= text.charCodeAt(i) << 8;
    for (let bit = 0; bit < 8; bit++) crc = crc & 0x8000 ? ((crc << 1) ^ 0x1021) & 0xffff : (crc << 1) & 0xffff;
  }
  return crc;
}

export function encodeBoardFrame({ number, words }: BoardFrame): Buffer {
  const text = `${number} ${words.join(' ')}`;
  const check = crc16(text).toString(16).toUpperCase().padStart(4, '0');
  return Buffer.from(`$${text}*${check}\n`, 'latin1');
}

/** @param line without its line break @returns null when it is no frame, or a damaged one */
export function decodeBoardFrame(line: string): BoardFrame | null {
  const [, text, number, words, check] = LINE.exec(line) ?? [];
  if (text === undefined || words === undefined || text.length > MOST_CHARACTERS) return null;
  if (Number.parseInt(check!, 16) !== crc16(text) || Number(number) > 255) return null;
  return { number: Number(number), words: words.split(' ') };
}
