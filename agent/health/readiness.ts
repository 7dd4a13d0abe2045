import type { Health, PartHealth } from './health.ts';

/** What the agent was started with: the configuration as it is, the last one that was good (safe mode), or none. */
export type ConfigurationState = 'loaded' | 'last-good' | 'missing';

export interface ReadinessFacts {
  screenUp(): boolean;
  configuration(): ConfigurationState;
  /** Why the agent records nothing whatever its configuration says, as in safe mode. */
  idle?(): string;
}

export interface ReadinessReport {
  ready: boolean;
  /** Running on the last good configuration, since the present one is wrong. It is ready then, but not as it was told. */
  safeMode: boolean;
  /** Why it is not ready, for a person; empty when it is. */
  reasons: string[];
  database: PartHealth['state'];
  screen: 'up' | 'down';
  configuration: ConfigurationState;
  parts: PartHealth[];
}

/**
 * Whether a lesson could be recorded now: the database takes it, the screen can show it, and the configuration says what to
 * record. Sources come and go by themselves; only when every one that is expected has failed is there nothing to record.
 */
export class Readiness {
  readonly #health: Health;
  readonly #facts: ReadinessFacts;

  constructor(health: Health, facts: ReadinessFacts) {
    this.#health = health;
    this.#facts = facts;
  }

  report(): ReadinessReport {
    const parts = this.#health.parts();
    const configuration = this.#facts.configuration();
    const database = parts.find(({ part }) => part === 'database');
    const screen = this.#facts.screenUp() ? 'up' : 'down';
    const captures = parts.filter(({ part, state }) => part.startsWith('capture/') && state !== 'resting');
    const idle = this.#facts.idle?.();
    const reasons = [
      ...(idle === undefined ? [] : [idle]),
      ...(database?.state === 'working' ? [] : [`database: ${database?.cause ?? database?.state ?? 'not open'}`]),
      ...(screen === 'up' ? [] : ['screen: not served']),
      ...(configuration === 'missing' ? ['configuration: none that is valid'] : []),
      ...(captures.length > 0 && captures.every(({ state }) => state === 'degraded' || state === 'stuck')
        ? captures.map(({ part, state, cause }) => `${part}: ${cause ?? state}`)
        : []),
    ];
    return {
      ready: reasons.length === 0,
      safeMode: configuration === 'last-good',
      reasons,
      database: database?.state ?? 'resting',
      screen,
      configuration,
      parts,
    };
  }
}
