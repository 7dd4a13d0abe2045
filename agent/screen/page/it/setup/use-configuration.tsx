import { type ComponentChildren, createContext } from 'preact';
import { useCallback, useContext, useMemo, useState } from 'preact/hooks';
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
  /** Something is just being saved. */
  isSaving: boolean;
  /** The hub's address to which the way was found open since the page was opened. */
  openHub: string | null;
  setOpenHub(url: string | null): void;
}

const ConfigurationContext = createContext<ConfigurationHandle | null>(null);

/** Gives everything within it what the configuration says, and the way to change it. */
export function ConfigurationProvider({ children }: { children: ComponentChildren }) {
  const [answer, reload, take] = useAnswer(fetchConfiguration);
  const [skipped, askSkipped, takeSkipped] = useAnswer(fetchSkipped);
  const [isSaving, setSaving] = useState(false);
  const [openHub, setOpenHub] = useState<string | null>(null);
  const configuration = answer?.kind === 'here' ? answer.data : null;
  const hash = configuration?.hash ?? '';
  const save = useCallback<ConfigurationHandle['save']>(
    async (changes, logins = {}) => {
      setSaving(true);
      const outcome = await changeConfiguration({ hash, changes, logins });
      setSaving(false);
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
    () =>
      configuration && steps && { configuration, skipped: steps, save, skip, reload, isSaving, openHub, setOpenHub },
    [configuration, steps, save, skip, reload, isSaving, openHub],
  );
  if (answer === undefined || skipped === undefined) return null;
  if (!handle)
    return <Trouble failure="unreachable" again={() => Promise.all([reload(), askSkipped()]).then(() => {})} />;
  return <ConfigurationContext.Provider value={handle}>{children}</ConfigurationContext.Provider>;
}

export function useConfiguration(): ConfigurationHandle {
  return useContext(ConfigurationContext)!;
}
