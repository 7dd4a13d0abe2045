import { useCallback, useContext, useMemo, useState } from 'preact/hooks';
import type { CatalogueEntry } from '../../../indicators/catalogue.ts';
import type { ServedReport } from '../../training-material.ts';
import { AboutFigures } from '../about/about-figures.tsx';
import { Sheets } from '../print/sheets.tsx';
import { usePrint } from '../print/use-print.ts';
import { NoteCard } from '../review/note-card.tsx';
import type { Review } from '../review-api.ts';
import { LanguageContext, useTexts } from '../words/language.tsx';
import { AirCard } from './air-card.tsx';
import { Cursor } from './cursor.ts';
import { DetailCards } from './detail-cards.tsx';
import { FiguresTable } from './figures-table.tsx';
import { PlotCards } from './plot-cards.tsx';
import { ReportBar } from './report-bar.tsx';
import { Sentences } from './sentences.tsx';
import { StageCard } from './stage-card.tsx';

interface ReportProps {
  report: ServedReport;
  catalogue: readonly CatalogueEntry[];
  /** null where nothing can be said of a lesson. */
  review: Review | null;
  /** The report was made anew. */
  reread(): Promise<void>;
}

/** One lesson: what can be said of it in three sentences, then the drawings that are the evidence, then every figure. */
export function Report({ report, catalogue, review, reread }: ReportProps) {
  const texts = useTexts();
  const { durationMs, lesson } = report;
  const cursor = useMemo(() => new Cursor(durationMs), [durationMs]);
  const [note, setNote] = useState(review?.note ?? '');
  const [isNoting, setNoting] = useState(false);
  const language = useContext(LanguageContext);
  const sheets = useCallback(
    () => (
      <LanguageContext.Provider value={language}>
        <Sheets report={report} catalogue={catalogue} earlier={review?.earlier ?? []} />
      </LanguageContext.Provider>
    ),
    [language, report, catalogue, review],
  );
  usePrint(sheets);
  const explained = useMemo(() => [{ name: texts.report.about.value, report }], [texts, report]);

  return (
    <AboutFigures catalogue={catalogue} lessons={explained}>
      <main class="page report">
        <ReportBar report={report} review={review} note={() => setNoting(true)} />
        <Sentences report={report} cursor={cursor} />
        <NoteCard
          lessonId={lesson.id}
          note={note}
          isEditing={isNoting}
          edit={() => setNoting(true)}
          done={(now) => {
            setNote(now);
            setNoting(false);
          }}
        />
        <StageCard report={report} cursor={cursor} canExclude={review?.canExclude} reread={reread} />
        <PlotCards report={report} cursor={cursor} earlier={review?.earlier ?? []} />
        <DetailCards report={report} cursor={cursor} />
        <AirCard report={report} catalogue={catalogue} cursor={cursor} />
        <FiguresTable report={report} catalogue={catalogue} />
      </main>
    </AboutFigures>
  );
}
