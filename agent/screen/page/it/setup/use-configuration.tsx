import { type ComponentChildren, createContext } from 'preact';
import { useCallback, useContext, useMemo } from 'preact/hooks';
import type { Configuration, ConfigurationChange } from '../../../setup/controls/configuration.ts';
import type { SetupStep } from '../../../setup/controls/setup-controls.ts';
import { changeConfiguration, fetchConfiguration, fetchSkipped, setSkipped } from '../it-api.ts';
import { type Failure, failureOf, Trouble } from '../trouble.tsx';
import { useAnswer } from '../use-answer.ts';

export interface ConfigurationHandle {
  configuration: Configuration;
  skipped: readonly SetupStep[];
  /** @returns why it was not saved; null when it was */
  save(changes: ConfigurationChange['changes'], logins?: ConfigurationChange['logins']): Promise<Failure | null>;
  skip(step: SetupStep, isSkipped: boolean): Promise<Failure | null>;
  reload(): Promise<void>;
}

const ConfigurationContext = createContext<ConfigurationHandle | null>(null);

/** Gives everything within it what the configuration says, and the way to change it. */
export function ConfigurationProvider({ children }: { children: ComponentChildren }) {
  const [answer, reload, take] = useAnswer(fetchConfiguration);
  const [skipped, , takeSkipped] = useAnswer(fetchSkipped);
  const configuration = answer?.kind === 'here' ? answer.data : null;
  const hash = configuration?.hash ?? '';
  const save = useCallback<ConfigurationHandle['save']>(
    async (changes, logins = {}) => {
      const outcome = await changeConfiguration({ hash, changes, logins });
      if (outcome.kind === 'done') take(outcome.data);
      return failureOf(outcome);
    },
    [hash, take],
  );
  const skip = useCallback<ConfigurationHandle['skip']>(
    async (step, isSkipped) => {
      const outcome = await setSkipped(step, isSkipped);
      if (outcome.kind === 'done') takeSkipped(outcome.data);
      return failureOf(outcome);
    },
    [takeSkipped],
  );
  const steps = skipped?.kind === 'here' ? skipped.data : null;
  const handle = useMemo(
    () => configuration && steps && { configuration, skipped: steps, save, skip, reload },
    [configuration, steps, save, skip, reload],
  );
  if (answer === undefined || skipped === undefined) return null;
  if (!handle) return <Trouble failure="unreachable" />;
  return <ConfigurationContext.Provider value={handle}>{children}</ConfigurationContext.Provider>;
}

export function useConfiguration(): ConfigurationHandle {
  return useContext(ConfigurationContext)!;
}
