import { printable } from './soap-document.ts';

/** What a device says of itself in its scopes; empty where it says nothing. */
export interface ScopeNames {
  name: string;
  hardware: string;
  location: string;
}

const MOST_CHARACTERS = 120;
const scopePattern = /^onvif:\/\/www\.onvif\.org\/(name|hardware|location)\/(.+)$/i;

/**
 * Reads scopes as WS-Discovery lists them, divided by white space: `onvif://www.onvif.org/name/Camera%201`.
 * Several of a kind are joined: makers give a location as country, city and room.
 */
export function readScopes(scopes: string): ScopeNames {
  const found = { name: new Set<string>(), hardware: new Set<string>(), location: new Set<string>() };
  for (const scope of scopes.split(/\s+/)) {
    const [, kind, value] = scopePattern.exec(scope) ?? [];
    if (kind && value) found[kind.toLowerCase() as keyof ScopeNames].add(decoded(value));
  }
  const joined = (values: Set<string>) => printable([...values].join(', '), MOST_CHARACTERS);
  return { name: joined(found.name), hardware: joined(found.hardware), location: joined(found.location) };
}

/** Cameras exist that leave a % as it is. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
