import { knownFigure } from '../provisioning/contract/figure-catalogue.ts';
import type { PublishedIndicator } from '../provisioning/contract/lesson-message.ts';

/** A figure that this hub has no definition of, and what of it is unknown here. */
export interface UnknownFigure {
  id: string;
  version: number;
  unknown: 'id' | 'version' | 'unit';
}

/**
 * The figures that must not be set beside those this hub knows: it does not know the id, knows another version of the
 * definition, or another unit. Rooms are newer than the hub, or older, for as long as an update takes.
 */
export function unknownFigures(indicators: readonly PublishedIndicator[]): UnknownFigure[] {
  return indicators.flatMap(({ id, version, unit }): UnknownFigure[] => {
    const known = knownFigure(id);
    if (!known) return [{ id, version, unknown: 'id' }];
    if (known.version !== version) return [{ id, version, unknown: 'version' }];
    return known.unit === unit ? [] : [{ id, version, unknown: 'unit' }];
  });
}
