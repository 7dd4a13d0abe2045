import type { CatalogueEntry } from '../../indicators/catalogue.ts';
import type { LessonReport } from '../../indicators/indicator.ts';
import type { LessonListItem } from '../../store/lesson-store.ts';

/** What came of asking the agent: the data, that it does not exist, or that the agent did not answer. */
export type Answer<T> = { kind: 'here'; data: T } | { kind: 'unknown' } | { kind: 'unreachable' };

export const fetchLessons = () => ask<LessonListItem[]>('/api/lessons');
export const fetchCatalogue = () => ask<CatalogueEntry[]>('/api/catalogue');
export const fetchReport = (id: string) => ask<LessonReport>(`/api/lessons/${encodeURIComponent(id)}`);

/** The page is built with the agent that answers it, so an answer is taken at its word. */
async function ask<T>(path: string): Promise<Answer<T>> {
  try {
    const response = await fetch(path, { headers: { accept: 'application/json' } });
    if (response.status === 404) return { kind: 'unknown' };
    if (!response.ok) return { kind: 'unreachable' };
    return { kind: 'here', data: (await response.json()) as T };
  } catch {
    return { kind: 'unreachable' };
  }
}
