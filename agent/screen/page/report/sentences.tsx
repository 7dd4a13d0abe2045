import type { LessonReport } from '../../../indicators/indicator.ts';
import { AboutButton, AboutText } from '../about/about-button.tsx';
import { lessonSentences } from '../words/facts.ts';
import { useTexts } from '../words/language.tsx';
import type { Phrase } from '../words/texts.ts';
import type { Cursor } from './cursor.ts';

/**
 * The lesson in three sentences. A figure that belongs to a moment moves the cursor there, every other says what it means; of
 * the first that is said behind the sentence.
 */
export function Sentences({ report, cursor }: { report: LessonReport; cursor?: Cursor }) {
  const texts = useTexts();
  return (
    <p class="sentences">
      {lessonSentences(report, texts).map((sentence, index) => {
        const leading = sentence.find((phrase) => typeof phrase !== 'string' && phrase.atMs !== undefined);
        return (
          <span key={index} class="sentence">
            {sentence.map((phrase, place) => (
              <Piece key={place} phrase={phrase} cursor={cursor} />
            ))}
            {cursor && typeof leading === 'object' && <AboutButton id={leading.id} />}
          </span>
        );
      })}
    </p>
  );
}

function Piece({ phrase, cursor }: { phrase: Phrase; cursor: Cursor | undefined }) {
  if (typeof phrase === 'string') return <>{phrase}</>;
  const { figure, id, atMs } = phrase;
  if (atMs === undefined || !cursor)
    return (
      <AboutText id={id} class="in-sentence">
        {figure}
      </AboutText>
    );
  return (
    <button type="button" class="moment" onClick={() => cursor.moveTo(atMs)}>
      {figure}
    </button>
  );
}
