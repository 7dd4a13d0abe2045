import { ItGate } from '../access/it-gate.tsx';
import { LockNotice } from '../access/lock-notice.tsx';
import { SessionContext, useSessionControls } from '../access/use-session.ts';
import { LanguageProvider } from '../words/language.tsx';
import { ItBar } from './it-bar.tsx';
import { type ItPlace, useItPlace } from './it-place.ts';
import { DataPage } from './machine/data-page.tsx';
import { HealthPage } from './machine/health-page.tsx';
import { LogPage } from './machine/log-page.tsx';
import { PinsPage } from './machine/pins-page.tsx';
import { ApplyBar } from './setup/apply-bar.tsx';
import { SetupPage } from './setup/setup-page.tsx';
import { ConfigurationProvider } from './setup/use-configuration.tsx';

/** The page of school IT: to set the room up, to see how it is, and what is kept. */
export function ItApp() {
  const place = useItPlace();
  const controls = useSessionControls();
  // Known within milliseconds; what came later would push everything down.
  if (controls.session === null) return null;
  return (
    <LanguageProvider>
      <SessionContext.Provider value={controls}>
        <ItBar area={controls.session.signedIn?.kind === 'it' ? place.area : null} />
        <main class="page it">
          <ItGate>
            <ConfigurationProvider>
              <ApplyBar />
              <ItArea place={place} />
            </ConfigurationProvider>
          </ItGate>
        </main>
        <LockNotice />
      </SessionContext.Provider>
    </LanguageProvider>
  );
}

function ItArea({ place: { area, step } }: { place: ItPlace }) {
  switch (area) {
    case 'health':
      return <HealthPage />;
    case 'log':
      return <LogPage />;
    case 'pins':
      return <PinsPage />;
    case 'data':
      return <DataPage />;
    default:
      return <SetupPage step={step} />;
  }
}
