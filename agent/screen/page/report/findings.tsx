import type { Finding } from '../../../indicators/indicator.ts';
import type { Span } from '../../../lesson/timeline.ts';
import type { TrainingMaterial } from '../../training-material.ts';
import { minuteNumber } from '../words/format.ts';
import { useTexts } from '../words/language.tsx';
import type { Texts } from '../words/texts.ts';
import type { Cursor } from './cursor.ts';

/** A finding leads to this many moments; more would be a list to work through. */
const MOST_MOMENTS = 3;

/** What was seen, when, and one thing to try; the moments lead into the drawings. */
export function Findings({
  findings,
  training = [],
  cursor,
}: {
  findings: readonly Finding[];
  training?: readonly TrainingMaterial[] | undefined;
  cursor: Cursor;
}) {
  const texts = useTexts();
  if (findings.length === 0) return <p class="notice">{texts.findings.none}</p>;
  return (
    <ul class="findings">
      {findings.map((finding) => {
        const language = texts.htmlLang.startsWith('zh') ? 'zh' : 'en';
        const { observation, suggestion } = finding[language];
        const material = training.find(({ tag }) => tag === finding.resourceTag);
        return (
          <li key={finding.rule} data-rule={finding.rule}>
            <p>
              {observation} <span class="suggestion">{suggestion}</span>
            </p>
            {material && (
              <p class="training">
                {texts.findings.training(material.title[language])}
                {material.url && <span class="address">{material.url}</span>}
              </p>
            )}
            {finding.moments.length > 0 && (
              <p class="moments">
                {finding.moments.slice(0, MOST_MOMENTS).map((moment) => (
                  <button
                    key={moment.startMs}
                    type="button"
                    class="button"
                    onClick={() => cursor.moveTo(moment.startMs)}
                  >
                    {momentText(texts, moment)}
                  </button>
                ))}
              </p>
            )}
          </li>
        );
      })}
    </ul>
  );
}

function momentText(texts: Texts, { startMs, endMs }: Span): string {
  const from = minuteNumber(startMs);
  // A stretch that ends with a minute does not reach into the next one.
  const to = minuteNumber(Math.max(startMs, endMs - 1));
  return from === to ? texts.minuteNumber(from) : texts.minuteRange(from, to);
}
