import { useEffect, useState } from 'preact/hooks';
import type { CatalogueEntry } from '../../../indicators/catalogue.ts';
import type { LessonReport } from '../../../indicators/indicator.ts';
import { fetchCatalogue, fetchReport } from '../api.ts';
import { Bar } from '../bar.tsx';
import { useTexts } from '../words/language.tsx';
import { Report } from './report.tsx';

type State =
  | { kind: 'asking' | 'unknown' | 'unreachable' }
  | { kind: 'here'; report: LessonReport; catalogue: CatalogueEntry[] };

/** Gets one lesson's report and shows it, or says why it cannot. */
export function ReportPage({ lessonId }: { lessonId: string }) {
  const texts = useTexts();
  const [state, setState] = useState<State>({ kind: 'asking' });
  useEffect(() => {
    void Promise.all([fetchReport(lessonId), fetchCatalogue()]).then(([report, catalogue]) => {
      if (report.kind === 'here' && catalogue.kind === 'here')
        setState({ kind: 'here', report: report.data, catalogue: catalogue.data });
      else setState({ kind: report.kind === 'unknown' ? 'unknown' : 'unreachable' });
    });
  }, [lessonId]);

  switch (state.kind) {
    case 'asking':
      return (
        <main class="page">
          <Bar back={{ href: '#/', text: texts.allLessons }} />
        </main>
      );
    case 'here':
      return <Report report={state.report} catalogue={state.catalogue} />;
    default:
      return (
        <main class="page">
          <Bar back={{ href: '#/', text: texts.allLessons }} />
          <p class="notice">{state.kind === 'unknown' ? texts.lessonUnknown : texts.unreachable}</p>
        </main>
      );
  }
}
