import { useEffect, useState } from 'preact/hooks';

/** What an address names. */
export type Place = { page: 'home' | 'open' | 'pin' } | { page: 'report' | 'portrait'; lessonId: string };

/** Where the page is; it begins at its top whenever that changes. */
export function usePlace(): Place {
  const [hash, setHash] = useState(location.hash);
  useEffect(() => {
    const follow = () => {
      setHash(location.hash);
      scrollTo(0, 0);
    };
    addEventListener('hashchange', follow);
    return () => removeEventListener('hashchange', follow);
  }, []);
  return placeOf(hash);
}

/** `#/lessons/<id>`, `#/lessons/<id>/portrait`, `#/open`, `#/pin`; anything else is home. */
export function placeOf(hash: string): Place {
  const [, id, portrait] = /^#\/lessons\/([^/]+)(\/portrait)?$/.exec(hash) ?? [];
  if (id !== undefined) return { page: portrait ? 'portrait' : 'report', lessonId: decoded(id) };
  return { page: hash === '#/open' ? 'open' : hash === '#/pin' ? 'pin' : 'home' };
}

/** A hand-typed address may hold a stray %; it then names no lesson, which the report page says. */
function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
