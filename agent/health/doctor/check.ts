/** The same in Chinese and English. */
export interface Words {
  zh: string;
  en: string;
}

/** - `ok`: done · `warn`: works, but better with the remedy · `fail`: does not work without it */
export type CheckState = 'ok' | 'warn' | 'fail';

export interface Finding {
  state: CheckState;
  /** What was found: versions, sizes, the machine's own words. */
  detail: string;
  /** What to do, with commands that can be copied; null when there is nothing to do. */
  remedy: Words | null;
}

/** One line of the checklist for school IT. */
export interface Check {
  /** Stable, for scripts: `ffmpeg`. */
  id: string;
  /** What is checked. */
  zh: string;
  en: string;
  /** @param signal aborts when the check takes too long */
  examine(signal: AbortSignal): Promise<Finding>;
}

export interface CheckResult extends Finding, Words {
  id: string;
}

const MOST_MS = 60_000;

/** Makes all checks; one that breaks or takes too long has failed, and spoils no other. Results are in their order. */
export async function runChecks(checks: readonly Check[], patienceMs = MOST_MS): Promise<CheckResult[]> {
  return await Promise.all(
    checks.map(async ({ id, zh, en, ...check }) => ({ id, zh, en, ...(await finding(check.examine, patienceMs)) })),
  );
}

async function finding(examine: Check['examine'], patienceMs: number): Promise<Finding> {
  const late = AbortSignal.timeout(patienceMs);
  const { promise, reject } = Promise.withResolvers<never>();
  late.addEventListener('abort', () => reject(new Error(`no answer within ${patienceMs / 1000} s`)), { once: true });
  try {
    return await Promise.race([examine(late), promise]);
  } catch (error) {
    return {
      state: 'fail',
      detail: error instanceof Error ? error.message : String(error),
      remedy: {
        zh: '无法完成这项检查；请把这一行报给技术支持',
        en: 'this could not be checked; tell support this line',
      },
    };
  }
}

export const ok = (detail: string): Finding => ({ state: 'ok', detail, remedy: null });
export const warn = (detail: string, zh: string, en: string): Finding => ({
  state: 'warn',
  detail,
  remedy: { zh, en },
});
export const fail = (detail: string, zh: string, en: string): Finding => ({
  state: 'fail',
  detail,
  remedy: { zh, en },
});
