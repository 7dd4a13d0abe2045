import type { PreviewStatus } from '../../../setup/controls/preview.ts';
import { useItTexts } from '../words/use-it-texts.ts';

const QUIETEST_DBFS = -70;
const WIDTH = 400;
const HEIGHT = 28;
const TICKS = [-60, -40, -20, 0];
/** Speech that peaks above this is cut off by the line; below this it is hard to hear. */
const CLIPPING_DBFS = -1;
const QUIET_DBFS = -55;

const placeOf = (dbfs: number) => (Math.min(0, Math.max(QUIETEST_DBFS, dbfs)) / -QUIETEST_DBFS + 1) * WIDTH;

/** How loud it is: a bar for the mean, a stroke for the peak, and what that means. */
export function LevelMeter({ level }: { level: PreviewStatus['level'] }) {
  const {
    sources: { preview: texts },
  } = useItTexts();
  const said = () => {
    if (!level) return texts.opening;
    if (level.peakDbfs > CLIPPING_DBFS) return texts.clipping;
    return level.rmsDbfs < QUIET_DBFS ? texts.quiet : texts.good;
  };
  return (
    <div class="level">
      <svg class="level-meter" viewBox={`0 0 ${WIDTH} ${HEIGHT + 18}`} role="img" aria-label={texts.level}>
        <rect class="level-rail" width={WIDTH} height={HEIGHT} rx="4" />
        {level && <rect class="level-bar" width={placeOf(level.rmsDbfs)} height={HEIGHT} rx="4" />}
        {level && <rect class="level-peak" x={placeOf(level.peakDbfs) - 2} width="3" height={HEIGHT} />}
        {TICKS.map((dbfs) => (
          <text
            key={dbfs}
            class="level-tick"
            x={placeOf(dbfs)}
            y={HEIGHT + 15}
            text-anchor={dbfs === 0 ? 'end' : 'middle'}
          >
            {dbfs}
          </text>
        ))}
      </svg>
      <p>
        <strong>{said()}</strong>
        {level && <span class="hint"> {texts.levelText(level.rmsDbfs.toFixed(0), level.peakDbfs.toFixed(0))}</span>}
      </p>
    </div>
  );
}
