import { exitCodes } from './exit-code.ts';

/** Ctrl-C and systemd's stop end a lesson in order; a second Ctrl-C ends the program at once. */
export function stopSignal(): AbortSignal {
  const stopping = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM'] as const) {
    process.on(name, () => {
      if (stopping.signal.aborted) process.exit(exitCodes.interrupted);
      stopping.abort();
    });
  }
  return stopping.signal;
}
