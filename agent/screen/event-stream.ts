import type { FastifyReply } from 'fastify';

/** How soon a browser asks again after a break. */
const RETRY_MS = 1_000;

/** A stream of server-sent events (WHATWG HTML 9.2). A reader that is slow misses what was between, and gets what is now. */
export class EventStream {
  readonly #raw: FastifyReply['raw'];
  #isFull = false;

  constructor(reply: FastifyReply) {
    this.#raw = reply.raw;
    reply.hijack();
    for (const [name, value] of Object.entries(reply.getHeaders()))
      if (value !== undefined) this.#raw.setHeader(name, value);
    this.#raw.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8', 'x-accel-buffering': 'no' });
    this.#raw.on('drain', () => {
      this.#isFull = false;
    });
    this.#write(`retry: ${RETRY_MS}\n\n`);
  }

  /** @param data one line @returns whether it was taken; if not, it is to be told again */
  send(event: string, data: string): boolean {
    return this.#write(`event: ${event}\ndata: ${data}\n\n`);
  }

  end(): void {
    this.#raw.end();
  }

  onClose(closed: () => void): void {
    this.#raw.on('close', closed);
  }

  #write(text: string): boolean {
    if (this.#isFull) return false;
    this.#isFull = !this.#raw.write(text);
    return true;
  }
}
