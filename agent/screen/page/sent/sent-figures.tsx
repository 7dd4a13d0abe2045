import type { PublishedFigure } from '../../../indicators/published.ts';
import { AboutText } from '../about/about-button.tsx';
import { useAbout } from '../about/about-context.ts';
import { figureName } from '../about/figure-name.ts';
import { figureText } from '../words/figure-text.ts';
import { percent } from '../words/format.ts';
import { useTexts } from '../words/language.tsx';
import type { Texts } from '../words/texts.ts';
import { Head } from './head.tsx';

/** The figures as they are sent; one that is not told says why. */
export function SentFigures({ figures }: { figures: readonly PublishedFigure[] }) {
  const texts = useTexts();
  const { dispatch: sent } = texts;
  const { entryOf } = useAbout();
  return (
    <table class="sent">
      <caption>{sent.figures}</caption>
      <Head names={[sent.field, sent.value, sent.meaning, sent.unit, sent.coverage, sent.version]} />
      <tbody>
        {figures.map((figure) => {
          const entry = entryOf(figure.id);
          return (
            <tr key={figure.id} data-field={figure.id}>
              <th scope="row">
                <AboutText id={figure.id} class="field-name">
                  {entry ? figureName(texts, entry) : figure.id}
                </AboutText>{' '}
                <code>{figure.id}</code>
              </th>
              <td>
                <code class="raw">{rawValue(texts, figure)}</code>
              </td>
              <td class={figure.value === null && figure.share === undefined ? 'untold' : 'hint'}>
                {meaning(texts, figure)}
              </td>
              <td>
                <code class="raw">{figure.unit}</code>
              </td>
              <td>
                <code class="raw">{figure.coverage}</code>
              </td>
              <td>
                <code class="raw">{figure.version}</code>
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

/** As it stands in the message, a peak's share and moment behind it. */
function rawValue({ dispatch: sent }: Texts, { value, share, atS }: PublishedFigure): string {
  const more = [
    ...(share === undefined ? [] : [`${sent.share} ${JSON.stringify(share)}`]),
    ...(atS === undefined ? [] : [`${sent.moment} ${atS}`]),
  ];
  return [JSON.stringify(value), ...more].join(' · ');
}

function meaning(texts: Texts, { id, unit, value, share, suppressed, coverage, version }: PublishedFigure): string {
  if (suppressed) return texts.dispatch.suppressed[suppressed];
  if (value === null) return share === undefined ? texts.dispatch.notEnough : shareText(share);
  if (typeof value === 'string' && unit === 'share') return shareText(value);
  return figureText(texts, { id, value, coverage, version }, unit);
}

/** `>95` and `<5` are told of shares that nearly everybody or nobody makes. */
const shareText = (share: number | string): string =>
  typeof share === 'number' ? percent(share) : `${share.replace('>', '> ').replace('<', '< ')}%`;
