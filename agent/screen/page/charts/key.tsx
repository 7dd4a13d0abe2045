import { talkClasses, teacherZones } from '../words/classes.ts';
import { useTexts } from '../words/language.tsx';
import { missingPaint, talkPaint, zonePaint } from './patterns.tsx';

/** Names the fills of both ribbons, for the segments too short to carry their name. */
export function Key({ missing }: { missing: boolean }) {
  const texts = useTexts();
  return (
    <div class="key">
      <span class="key-part">
        {talkClasses.map((talk) => (
          <KeyItem key={talk} paint={talkPaint[talk]} name={texts.talk[talk]} />
        ))}
      </span>
      <span class="key-part">
        {teacherZones.map((zone) => (
          <KeyItem key={zone} paint={zonePaint[zone]} name={texts.zones[zone]} />
        ))}
      </span>
      {missing && <KeyItem paint={missingPaint} name={texts.missing} />}
    </div>
  );
}

function KeyItem({ paint, name }: { paint: string; name: string }) {
  return (
    <span class="key-item">
      <svg class="swatch" aria-hidden="true">
        <rect width="100%" height="100%" fill={paint} />
      </svg>
      {name}
    </span>
  );
}
