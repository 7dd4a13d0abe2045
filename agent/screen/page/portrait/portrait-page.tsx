import { useEffect, useState } from 'preact/hooks';
import type { CatalogueEntry } from '../../../indicators/catalogue.ts';
import type { LessonReport } from '../../../indicators/indicator.ts';
import type { Portrait } from '../../../indicators/portrait/portrait.ts';
import { AboutFigures } from '../about/about-figures.tsx';
import { fetchCatalogue, fetchPortrait, fetchReport } from '../api.ts';
import { Bar } from '../bar.tsx';
import { useTexts } from '../words/language.tsx';
import { labelsText } from '../words/lesson-labels.ts';
import { PortraitTable } from './portrait-table.tsx';

type State =
  | { kind: 'asking' | 'unknown' | 'unreachable' }
  | { kind: 'here'; report: LessonReport; portrait: Portrait | null; catalogue: CatalogueEntry[] };

/** 教师画像: the teacher's own lessons of one subject, up to one of them; no score, no ranking, nobody else. */
export function PortraitPage({ lessonId }: { lessonId: string }) {
  const texts = useTexts();
  const [state, setState] = useState<State>({ kind: 'asking' });
  useEffect(() => {
    const asked = Promise.all([fetchReport(lessonId), fetchPortrait(lessonId), fetchCatalogue()]);
    void asked.then(([report, portrait, catalogue]) => {
      if (report.kind === 'here' && portrait.kind === 'here' && catalogue.kind === 'here') {
        setState({ kind: 'here', report: report.data, portrait: portrait.data.portrait, catalogue: catalogue.data });
      } else setState({ kind: report.kind === 'unknown' ? 'unknown' : 'unreachable' });
    });
  }, [lessonId]);

  return (
    <main class="page">
      <Bar back={{ href: '#/', text: texts.allLessons }}>
        {state.kind === 'here' && (
          <>
            <h1 class="lesson-title">
              {texts.portrait.title} · {labelsText(texts, state.report.lesson.labels)}
            </h1>
            <a class="button" href={`#/lessons/${encodeURIComponent(lessonId)}`}>
              {texts.portrait.back}
            </a>
          </>
        )}
      </Bar>
      {state.kind === 'here' && state.portrait && (
        <AboutFigures catalogue={state.catalogue} lessons={[{ name: texts.report.about.value, report: state.report }]}>
          <PortraitTable portrait={state.portrait} catalogue={state.catalogue} />
        </AboutFigures>
      )}
      {state.kind === 'here' && !state.portrait && <p class="notice">{texts.portrait.early}</p>}
      {state.kind === 'unknown' && <p class="notice">{texts.lessonUnknown}</p>}
      {state.kind === 'unreachable' && <p class="notice">{texts.unreachable}</p>}
    </main>
  );
}
