import { z } from 'zod';
import { lessonMs } from './observation.ts';

/**
 * What is measured of a room's air, light and loudness: unit, and the range outside of which no classroom is. The ranges are
 * those of the contract with the region, so that whatever is kept can be told.
 */
export const environmentQuantities = {
  co2Ppm: { unit: 'ppm', least: 0, most: 50_000 },
  temperatureC: { unit: '°C', least: -60, most: 85 },
  humidityPercent: { unit: '%', least: 0, most: 100 },
  illuminanceLux: { unit: 'lx', least: 0, most: 200_000 },
  pm25UgM3: { unit: 'µg/m³', least: 0, most: 10_000 },
  /** A-weighted; one figure, no spectrum. */
  noiseDba: { unit: 'dB(A)', least: 0, most: 150 },
} as const;
export type EnvironmentQuantity = keyof typeof environmentQuantities;
export const environmentQuantityNames = Object.keys(environmentQuantities) as EnvironmentQuantity[];

/** Values by quantity; what no sensor measures is left out. */
export type EnvironmentValues = Partial<Record<EnvironmentQuantity, number>>;

const withinRange = (quantity: EnvironmentQuantity) => {
  const { least, most } = environmentQuantities[quantity];
  return z.number().min(least).max(most).exactOptional();
};

export const environmentValuesShape = {
  co2Ppm: withinRange('co2Ppm'),
  temperatureC: withinRange('temperatureC'),
  humidityPercent: withinRange('humidityPercent'),
  illuminanceLux: withinRange('illuminanceLux'),
  pm25UgM3: withinRange('pm25UgM3'),
  noiseDba: withinRange('noiseDba'),
};

/** Means over [startMs, endMs), a minute or what there is of it, over every sensor of the room that measures a quantity. */
export const environmentObservationSchema = z.strictObject({
  kind: z.literal('environment'),
  startMs: lessonMs,
  endMs: lessonMs,
  ...environmentValuesShape,
});
export type EnvironmentObservation = z.infer<typeof environmentObservationSchema>;
