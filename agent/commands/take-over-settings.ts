const LOOK_EVERY_MS = 1_000;

export interface TakeOverNeeds {
  /** Somebody has asked for the settings to be read anew (SIGHUP, `systemctl reload lectern`). */
  isAsked(): boolean;
  /** A lesson goes on, or is being reported. */
  isBusy(): boolean;
  apply(): void;
}

/** Has settings taken over as soon as that is asked for and no lesson goes on; until `signal` aborts. */
export function takeOverSettings({ isAsked, isBusy, apply }: TakeOverNeeds, signal: AbortSignal): void {
  const timer = setInterval(() => {
    if (isAsked() && !isBusy()) apply();
  }, LOOK_EVERY_MS);
  signal.addEventListener('abort', () => clearInterval(timer), { once: true });
}
