import type { MachineHealth } from '../../../setup/controls/machine.ts';
import { dateText, timeText } from '../../words/format.ts';
import { Section } from '../field.tsx';
import type { MachineTexts } from '../words/machine-texts.ts';
import { useItTexts } from '../words/use-it-texts.ts';
import { sizeText } from './size-text.ts';

/** A length of time in its largest unit that tells enough. */
export function spanText(texts: MachineTexts, seconds: number): string {
  if (seconds >= 2 * 86_400) return texts.days(Math.floor(seconds / 86_400));
  if (seconds >= 2 * 3600) return texts.hours(Math.floor(seconds / 3600));
  return seconds >= 120 ? texts.minutes(Math.floor(seconds / 60)) : texts.seconds(seconds);
}

/** The machine in figures. */
export function MachineFacts({ health }: { health: MachineHealth }) {
  const { machine } = useItTexts();
  const { version, agentUpS, machineUpS, nowMs, timeZone, memory, disk, temperatures, backlog } = health;
  const facts: [name: string, text: string][] = [
    [machine.version, version],
    [machine.up, spanText(machine, agentUpS)],
    [machine.machineUp, spanText(machine, machineUpS)],
    [machine.clock, `${dateText(nowMs)} ${timeText(nowMs)} (${timeZone})`],
    [
      machine.memory,
      machine.memoryText(sizeText(memory.agentBytes), sizeText(memory.freeBytes), sizeText(memory.sizeBytes)),
    ],
    [
      machine.disk,
      disk ? machine.diskText(sizeText(disk.freeBytes), sizeText(disk.sizeBytes), disk.folder) : machine.diskUnknown,
    ],
    [
      machine.temperature,
      temperatures.map(({ zone, celsius }) => `${zone} ${Math.round(celsius)} °C`).join(' · ') || machine.noTemperature,
    ],
    [machine.backlog, backlogText(machine, backlog)],
  ];
  return (
    <Section title={machine.machine}>
      <dl class="facts">
        {facts.map(([name, text]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{text}</dd>
          </div>
        ))}
      </dl>
    </Section>
  );
}

function backlogText(texts: MachineTexts, { rows, refused, oldestMs, hub }: MachineHealth['backlog']): string {
  const waiting =
    oldestMs === null
      ? texts.backlogNone
      : texts.backlogText(rows - refused, `${dateText(oldestMs)} ${timeText(oldestMs)}`);
  const parts = [
    hub === null && rows === 0 ? null : waiting,
    refused > 0 && texts.refused(refused),
    hub ?? texts.noHub,
  ];
  return parts.filter(Boolean).join(' · ');
}
