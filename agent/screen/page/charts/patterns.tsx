import type { Talk, TeacherZone } from '../../../lesson/observation.ts';

/** Fills of the ribbons. Each is a colour and a pattern, so that they are told apart without colour and in print. */
export const talkPaint: Record<Talk, string> = {
  teacher: 'url(#talk-teacher)',
  student: 'url(#talk-student)',
  many: 'url(#talk-many)',
  none: 'url(#talk-none)',
};

export const zonePaint: Record<TeacherZone, string> = {
  podium: 'url(#zone-podium)',
  board: 'url(#zone-board)',
  aisle: 'url(#zone-aisle)',
  away: 'url(#zone-away)',
};

/** Activities are told apart by their names and borders: there are more of them than fills one can remember. */
export const activityPaint = 'var(--activity)';

export const missingPaint = 'url(#missing)';
/** Over what is about to be left out: the tracks stay to be seen. */
export const excludedPaint = 'url(#excluded)';

/** The patterns, once for the whole page; every drawing refers to them. */
export function PatternDefinitions() {
  return (
    <svg class="definitions" width="0" height="0" aria-hidden="true">
      <defs>
        <Pattern id="talk-teacher" size={8} />
        <Pattern id="talk-student" size={8} turn={45}>
          <rect class="mark" width="2.5" height="8" />
        </Pattern>
        <Pattern id="talk-many" size={8}>
          <circle class="mark" cx="2" cy="2" r="1.5" />
          <circle class="mark" cx="6" cy="6" r="1.5" />
        </Pattern>
        <Pattern id="talk-none" size={8} />
        <Pattern id="zone-podium" size={8} />
        <Pattern id="zone-board" size={6}>
          <rect class="mark" width="6" height="1.5" />
        </Pattern>
        <Pattern id="zone-aisle" size={10}>
          <circle class="mark" cx="5" cy="5" r="1.5" />
        </Pattern>
        <Pattern id="zone-away" size={8} />
        <Pattern id="excluded" size={6} turn={-45}>
          <rect class="mark" width="3" height="6" />
        </Pattern>
        <Pattern id="missing" size={6} turn={-45}>
          <rect class="mark" width="1.2" height="6" />
        </Pattern>
      </defs>
    </svg>
  );
}

interface PatternProps {
  id: string;
  size: number;
  turn?: number;
  children?: preact.ComponentChildren;
}

function Pattern({ id, size, turn = 0, children }: PatternProps) {
  return (
    <pattern id={id} width={size} height={size} patternUnits="userSpaceOnUse" patternTransform={`rotate(${turn})`}>
      <rect class="base" width={size} height={size} />
      {children}
    </pattern>
  );
}
