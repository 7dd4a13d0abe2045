import { useCallback, useEffect, useState } from 'preact/hooks';
import type { CatalogueEntry } from '../../../indicators/catalogue.ts';
import type { ServedReport } from '../../training-material.ts';
import { fetchCatalogue, fetchReport } from '../api.ts';
import { Bar } from '../bar.tsx';
import { fetchReview, type Review } from '../review-api.ts';
import { useTexts } from '../words/language.tsx';
import { Report } from './report.tsx';

type State =
  | { kind: 'asking' | 'unknown' | 'unreachable' }
  | { kind: 'here'; report: ServedReport; catalogue: CatalogueEntry[]; review: Review | null };

/** Gets one lesson's report and shows it, or says why it cannot. */
export function ReportPage({ lessonId }: { lessonId: string }) {
  const texts = useTexts();
  const [state, setState] = useState<State>({ kind: 'asking' });
  const read = useCallback(async () => {
    const asked = [fetchReport(lessonId), fetchCatalogue(), fetchReview(lessonId)] as const;
    const [report, catalogue, review] = await Promise.all(asked);
    if (report.kind === 'here' && catalogue.kind === 'here') {
      // A report without what can be done with it is better than none.
      const more = review.kind === 'here' ? review.data : null;
      setState({ kind: 'here', report: report.data, catalogue: catalogue.data, review: more });
    } else setState({ kind: report.kind === 'unknown' ? 'unknown' : 'unreachable' });
  }, [lessonId]);
  useEffect(() => void read(), [read]);

  const back = { href: '#/', text: texts.allLessons };
  switch (state.kind) {
    case 'asking':
      return (
        <main class="page">
          <Bar back={back} />
        </main>
      );
    case 'here':
      return <Report report={state.report} catalogue={state.catalogue} review={state.review} reread={read} />;
    default:
      return (
        <main class="page">
          <Bar back={back} />
          <p class="notice">{state.kind === 'unknown' ? texts.lessonUnknown : texts.unreachable}</p>
        </main>
      );
  }
}
