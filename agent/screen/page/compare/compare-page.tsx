import { useEffect, useState } from 'preact/hooks';
import type { CatalogueEntry } from '../../../indicators/catalogue.ts';
import type { LessonReport } from '../../../indicators/indicator.ts';
import { fetchCatalogue, fetchReport } from '../api.ts';
import { Bar } from '../bar.tsx';
import { useTexts } from '../words/language.tsx';
import { ChooseLesson } from './choose-lesson.tsx';
import { Comparison } from './comparison.tsx';

type State =
  | { kind: 'asking' | 'unknown' | 'unreachable' }
  | { kind: 'here'; reports: LessonReport[]; catalogue: CatalogueEntry[] };

/** Two lessons of one teacher side by side; while only one is named, the choice of the other. */
export function ComparePage({ lessonId, otherId }: { lessonId: string; otherId: string | undefined }) {
  const texts = useTexts();
  const [state, setState] = useState<State>({ kind: 'asking' });
  useEffect(() => {
    const ids = otherId === undefined ? [lessonId] : [lessonId, otherId];
    const asked = Promise.all([fetchCatalogue(), ...ids.map(fetchReport)] as const);
    void asked.then(([catalogue, ...answers]) => {
      const reports = answers.flatMap((answer) => (answer.kind === 'here' ? [answer.data] : []));
      if (catalogue.kind === 'here' && reports.length === ids.length)
        setState({ kind: 'here', reports, catalogue: catalogue.data });
      else setState({ kind: answers.some(({ kind }) => kind === 'unknown') ? 'unknown' : 'unreachable' });
    });
  }, [lessonId, otherId]);

  const address = encodeURIComponent(lessonId);
  return (
    <main class="page compare">
      <Bar back={{ href: `#/lessons/${address}`, text: texts.compare.back }}>
        <h1 class="lesson-title">{texts.compare.title}</h1>
        {otherId !== undefined && (
          <a class="button" href={`#/compare/${address}`}>
            {texts.compare.another}
          </a>
        )}
      </Bar>
      {state.kind === 'here' && <Reports reports={state.reports} catalogue={state.catalogue} />}
      {state.kind === 'unknown' && <p class="notice">{texts.lessonUnknown}</p>}
      {state.kind === 'unreachable' && <p class="notice">{texts.unreachable}</p>}
    </main>
  );
}

function Reports({ reports, catalogue }: { reports: readonly LessonReport[]; catalogue: readonly CatalogueEntry[] }) {
  const [first, second] = reports.toSorted((a, b) => a.lesson.startedAtMs - b.lesson.startedAtMs);
  if (first && second) return <Comparison reports={[first, second]} catalogue={catalogue} />;
  return first ? <ChooseLesson report={first} /> : null;
}
