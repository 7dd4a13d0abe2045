import type { LessonReport } from '../../../indicators/indicator.ts';
import { lessonSentences } from '../words/facts.ts';
import { useTexts } from '../words/language.tsx';
import type { Phrase } from '../words/texts.ts';
import type { Cursor } from './cursor.ts';

/** The lesson in three sentences; a figure that belongs to a moment moves the cursor there. */
export function Sentences({ report, cursor }: { report: LessonReport; cursor: Cursor }) {
  const texts = useTexts();
  return (
    <p class="sentences">
      {lessonSentences(report, texts).map((sentence, index) => (
        <span key={index} class="sentence">
          {sentence.map((phrase, place) => (
            <Piece key={place} phrase={phrase} cursor={cursor} />
          ))}
        </span>
      ))}
    </p>
  );
}

function Piece({ phrase, cursor }: { phrase: Phrase; cursor: Cursor }) {
  if (typeof phrase === 'string') return <>{phrase}</>;
  const { figure, atMs } = phrase;
  if (atMs === undefined) return <strong>{figure}</strong>;
  return (
    <button type="button" class="moment" onClick={() => cursor.moveTo(atMs)}>
      {figure}
    </button>
  );
}
