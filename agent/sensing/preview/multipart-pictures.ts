const HEADER_END = '\r\n\r\n';
/** A header is some eighty bytes. */
const LONGEST_HEADER = 1024;
/** A small picture as JPEG; what is larger is none of ours. */
const LONGEST_PICTURE = 2 * 1024 ** 2;

/** Takes the pictures out of a multipart stream as ffmpeg writes it (`-f mpjpeg`): each part says how long it is. */
export class MultipartPictures {
  #pending: Buffer = Buffer.alloc(0);

  /** @returns the pictures that are whole now, oldest first @throws Error when it is no such stream */
  read(chunk: Buffer): Uint8Array<ArrayBuffer>[] {
    this.#pending = this.#pending.length === 0 ? chunk : Buffer.concat([this.#pending, chunk]);
    const pictures: Uint8Array<ArrayBuffer>[] = [];
    for (;;) {
      const headerEnd = this.#pending.indexOf(HEADER_END);
      if (headerEnd === -1 || headerEnd > LONGEST_HEADER) {
        if (this.#pending.length > LONGEST_HEADER) throw new Error('a part without a header');
        return pictures;
      }
      const length = /content-length:\s*(\d+)/i.exec(this.#pending.toString('latin1', 0, headerEnd))?.[1];
      if (length === undefined) throw new Error('a part without a length');
      if (Number(length) > LONGEST_PICTURE) throw new Error('a part that is too long');
      const start = headerEnd + HEADER_END.length;
      const end = start + Number(length);
      if (this.#pending.length < end) return pictures;
      pictures.push(new Uint8Array(this.#pending.subarray(start, end)));
      this.#pending = this.#pending.subarray(end);
    }
  }
}
