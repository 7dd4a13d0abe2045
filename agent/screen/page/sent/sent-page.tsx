import { useCallback, useEffect, useState } from 'preact/hooks';
import type { CatalogueEntry } from '../../../indicators/catalogue.ts';
import type { LessonReport } from '../../../indicators/indicator.ts';
import type { Dispatch } from '../../../lesson-review/dispatch.ts';
import { AboutFigures } from '../about/about-figures.tsx';
import { fetchCatalogue, fetchReport } from '../api.ts';
import { Bar } from '../bar.tsx';
import { fetchDispatch } from '../review-api.ts';
import { useTexts } from '../words/language.tsx';
import { labelsText } from '../words/lesson-labels.ts';
import { DispatchState } from './dispatch-state.tsx';
import { SentFields } from './sent-fields.tsx';

type State =
  | { kind: 'asking' | 'unknown' | 'unreachable' }
  | { kind: 'here'; report: LessonReport; dispatch: Dispatch; catalogue: CatalogueEntry[] };

/** A message waits for hours, and goes while nobody looks. */
const LOOK_EVERY_MS = 20_000;

/** What is, was or will be sent of a lesson, field by field, and the teacher's word on it. */
export function SentPage({ lessonId }: { lessonId: string }) {
  const texts = useTexts();
  const [state, setState] = useState<State>({ kind: 'asking' });
  const read = useCallback(async () => {
    const asked = [fetchReport(lessonId), fetchDispatch(lessonId), fetchCatalogue()] as const;
    const [report, dispatch, catalogue] = await Promise.all(asked);
    if (report.kind === 'here' && dispatch.kind === 'here' && catalogue.kind === 'here') {
      setState({ kind: 'here', report: report.data, dispatch: dispatch.data, catalogue: catalogue.data });
    } else setState({ kind: report.kind === 'unknown' ? 'unknown' : 'unreachable' });
  }, [lessonId]);
  const look = useCallback(async () => {
    const dispatch = await fetchDispatch(lessonId);
    if (dispatch.kind === 'here') setState((was) => (was.kind === 'here' ? { ...was, dispatch: dispatch.data } : was));
  }, [lessonId]);
  useEffect(() => {
    void read();
    const timer = setInterval(() => void look(), LOOK_EVERY_MS);
    return () => clearInterval(timer);
  }, [read, look]);

  const back = { href: `#/lessons/${encodeURIComponent(lessonId)}`, text: texts.dispatch.back };
  return (
    <main class="page">
      <Bar back={back}>
        {state.kind === 'here' && (
          <h1 class="lesson-title">
            {texts.dispatch.title} · {labelsText(texts, state.report.lesson.labels)}
          </h1>
        )}
      </Bar>
      {state.kind === 'here' && (
        <AboutFigures catalogue={state.catalogue} lessons={[{ name: texts.report.about.value, report: state.report }]}>
          <DispatchState
            lessonId={lessonId}
            dispatch={state.dispatch}
            changed={(dispatch) => setState({ ...state, dispatch })}
          />
          {state.dispatch.message && <SentFields message={state.dispatch.message} />}
        </AboutFigures>
      )}
      {state.kind === 'unknown' && <p class="notice">{texts.lessonUnknown}</p>}
      {state.kind === 'unreachable' && <p class="notice">{texts.unreachable}</p>}
    </main>
  );
}
