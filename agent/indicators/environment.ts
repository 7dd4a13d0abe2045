import type { EnvironmentObservation, EnvironmentQuantity } from '../lesson/environment.ts';
import { type Span, type Timeline, totalMs } from '../lesson/timeline.ts';
import type { Figure } from './indicator.ts';
import { timeQuantile } from './median.ts';
import { union } from './spans.ts';

/** 0.15 %, which the ventilation of a school keeps to (GB 50099-2011, 10.1.8; GB/T 17226-1998). */
export const HIGH_CO2_PPM = 1500;

/** So long a sensor may have nothing to say: its plug was moved, or its line was disturbed. */
const MOST_MISSED_MS = 120_000;

/** The figure that tells a quantity's median. */
const medians: Record<EnvironmentQuantity, string> = {
  co2Ppm: 'room.co2.median',
  temperatureC: 'room.temperature.median',
  humidityPercent: 'room.humidity.median',
  illuminanceLux: 'room.illuminance.median',
  pm25UgM3: 'room.pm25.median',
  noiseDba: 'room.sound.median',
};

/** A stretch and the value it had. */
interface Measured extends Span {
  value: number;
}

/** The room's air, light and sound. What no sensor of the room measured has no figure at all: it is not missing. */
export function environmentFigures({
  environment,
  durationMs,
}: Pick<Timeline, 'environment' | 'durationMs'>): Figure[] {
  return (Object.keys(medians) as EnvironmentQuantity[]).flatMap((quantity) => {
    const measured = measuredOf(environment, quantity);
    if (measured.length === 0) return [];
    const coverage = durationMs > 0 ? totalMs(measured) / durationMs : 0;
    const held = measured.map(({ startMs, endMs, value }) => ({ ms: endMs - startMs, value }));
    const median = { id: medians[quantity], value: timeQuantile(held, 0.5), coverage };
    return quantity === 'co2Ppm' ? [median, ...co2Figures(measured, coverage)] : [median];
  });
}

function co2Figures(measured: readonly Measured[], coverage: number): Figure[] {
  const peak = measured.reduce((highest, each) => (each.value > highest.value ? each : highest));
  const longestMs = Math.max(0, ...highStretches(measured).map(({ startMs, endMs }) => endMs - startMs));
  return [
    { id: 'room.co2.peak', value: peak.value, atMs: peak.startMs, coverage },
    { id: 'room.co2.high.longest', value: longestMs / 1000, coverage },
  ];
}

/** Stretches above the limit; a minute or two without a reading between two that are above it ends none. */
function highStretches(measured: readonly Measured[]): Span[] {
  const bridged = measured.map((each, i) => {
    const next = measured[i + 1];
    const isBridged = next !== undefined && next.startMs - each.endMs <= MOST_MISSED_MS;
    return { ...each, endMs: isBridged ? next.startMs : each.endMs };
  });
  return union(bridged.filter(({ value }) => value > HIGH_CO2_PPM));
}

/** Where in the lesson a quantity was measured, in order. */
export function measuredOf(environment: readonly EnvironmentObservation[], quantity: EnvironmentQuantity): Measured[] {
  return environment.flatMap(({ startMs, endMs, [quantity]: value }) =>
    value === undefined ? [] : [{ startMs, endMs, value }],
  );
}
