import type { DeviceStatus } from '../../../../lesson/room-state.ts';
import { Section } from '../field.tsx';
import { useItTexts } from '../words/use-it-texts.ts';

const looks = { ok: 'ok', connecting: 'none', faulty: 'fail' } as const;

/** The room's hardware: how each piece is, what it says of itself, and what to do when it is faulty. */
export function DevicesSection({ devices }: { devices: readonly DeviceStatus[] }) {
  const { machine } = useItTexts();
  return (
    <Section title={machine.devices}>
      <ul class="checklist">
        {devices.map(({ name, kind, state, cause, identity, panel }) => (
          <li key={name} data-state={looks[state]}>
            <strong>
              {machine.deviceKinds[kind]} {name}
            </strong>
            <span>
              {machine.deviceStates[state]}
              {panel && ` · ${machine.panelPower[panel.power]}`}
              {panel && panel.lampHours !== null && ` · ${machine.lampHours(panel.lampHours)}`}
            </span>
            {panel && panel.complaints.length > 0 && (
              <span class="remedy">{machine.complaints(panel.complaints.join(' · '))}</span>
            )}
            {identity && <span class="it-hint">{identity}</span>}
            {cause && (
              <span class="remedy" lang="en">
                {cause.message}
              </span>
            )}
          </li>
        ))}
      </ul>
    </Section>
  );
}
