import { useHash } from './use-hash.ts';

/** What an address names. */
export type Place =
  | { page: 'home' | 'open' | 'pin' | 'recordings' }
  | { page: 'report' | 'portrait' | 'sent'; lessonId: string }
  | { page: 'compare'; lessonId: string; otherId: string | undefined };

/** Where the page is. */
export const usePlace = (): Place => placeOf(useHash());

/**
 * `#/lessons/<id>`, and behind it `/portrait` or `/sent`; `#/compare/<id>` and `#/compare/<id>/<other id>`; `#/open`, `#/pin`,
 * `#/recordings`; anything else is home.
 */
export function placeOf(hash: string): Place {
  const [, id, part] = /^#\/lessons\/([^/]+)(?:\/(portrait|sent))?$/.exec(hash) ?? [];
  if (id !== undefined) return { page: (part as 'portrait' | 'sent' | undefined) ?? 'report', lessonId: decoded(id) };
  const [, one, other] = /^#\/compare\/([^/]+)(?:\/([^/]+))?$/.exec(hash) ?? [];
  if (one !== undefined)
    return { page: 'compare', lessonId: decoded(one), otherId: other === undefined ? undefined : decoded(other) };
  const page = (['open', 'pin', 'recordings'] as const).find((each) => hash === `#/${each}`);
  return { page: page ?? 'home' };
}

/** A hand-typed address may hold a stray %; it then names no lesson, which the report page says. */
function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
