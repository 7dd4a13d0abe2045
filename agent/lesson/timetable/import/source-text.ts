import type { TimetableProblem } from '../timetable-error.ts';

/** A file as it was read; `name` is how problems call it. */
export interface SourceFile {
  name: string;
  bytes: Uint8Array;
}

type Decoded = { text: string } | { problem: TimetableProblem };

const startsWith = (bytes: Uint8Array, ...head: number[]) => head.every((byte, index) => bytes[index] === byte);

/**
 * The text of a file a school's computer wrote: by its byte order mark, else UTF-8 where it is valid UTF-8, else GB18030
 * (which Chinese Excel means by "CSV", and of which GBK and GB2312 are parts). Lines end with `\n`, whatever they had.
 */
export function sourceText({ name, bytes }: SourceFile): Decoded {
  if (startsWith(bytes, 0x50, 0x4b, 3, 4) || startsWith(bytes, 0xd0, 0xcf, 0x11, 0xe0)) {
    return {
      problem: {
        file: name,
        zh: '这是 Excel 工作簿；请在 Excel 中另存为“CSV UTF-8（逗号分隔）”再导入',
        en: 'is an Excel workbook; save it in Excel as "CSV UTF-8 (comma delimited)" first',
      },
    };
  }
  for (const encoding of encodingsOf(bytes)) {
    try {
      const text = new TextDecoder(encoding, { fatal: true }).decode(bytes);
      // No text has NUL; a wrong guess and a binary file do.
      if (!text.includes('\0')) return { text: text.replace(/\r\n?/g, '\n') };
    } catch {
      // Not that one.
    }
  }
  return {
    problem: {
      file: name,
      zh: '既不是 UTF-8 也不是 GB18030 编码的文本；请另存为“CSV UTF-8”',
      en: 'is neither UTF-8 nor GB18030 text; save it as "CSV UTF-8"',
    },
  };
}

function encodingsOf(bytes: Uint8Array): string[] {
  if (startsWith(bytes, 0xff, 0xfe)) return ['utf-16le'];
  if (startsWith(bytes, 0xfe, 0xff)) return ['utf-16be'];
  return ['utf-8', 'gb18030'];
}
