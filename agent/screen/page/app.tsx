import { LockNotice } from './access/lock-notice.tsx';
import { PinPage } from './access/pin-page.tsx';
import { UnlockPage } from './access/unlock-page.tsx';
import { SessionContext, useSessionControls } from './access/use-session.ts';
import { PatternDefinitions } from './charts/patterns.tsx';
import { ComparePage } from './compare/compare-page.tsx';
import { IdlePage } from './idle-page.tsx';
import { LessonList } from './lesson-list.tsx';
import { type Place, usePlace } from './place.ts';
import { PortraitPage } from './portrait/portrait-page.tsx';
import { RecordingsPage } from './recordings/recordings-page.tsx';
import { ReportPage } from './report/report-page.tsx';
import { IdentifiedRoom } from './room/identified-room.tsx';
import { RoomBar } from './room/room-bar.tsx';
import { RoomContext, useRoomFeed } from './room/use-room.ts';
import { SentPage } from './sent/sent-page.tsx';
import { LanguageProvider } from './words/language.tsx';

/** The page: what the room does, and below it what may be seen by whoever is signed in. */
export function App() {
  const place = usePlace();
  const controls = useSessionControls();
  const { session } = controls;
  const kind = session?.signedIn?.kind;
  const room = useRoomFeed(session, controls.recheck);

  // Both are known within milliseconds; what came later would push everything down.
  if (room.view.kind === 'asking' || session === null) return null;
  return (
    <LanguageProvider>
      <SessionContext.Provider value={controls}>
        <RoomContext.Provider value={room}>
          <PatternDefinitions />
          <RoomBar />
          {kind === 'teacher' && <TeacherPage key={session.signedIn?.owner} place={place} />}
          {kind === 'newcomer' && <PinPage isFirst />}
          {kind !== 'teacher' && kind !== 'newcomer' && (place.page === 'home' ? <IdlePage /> : <UnlockPage />)}
          <LockNotice />
          <IdentifiedRoom />
        </RoomContext.Provider>
      </SessionContext.Provider>
    </LanguageProvider>
  );
}

function TeacherPage({ place }: { place: Place }) {
  switch (place.page) {
    case 'report':
      return <ReportPage key={place.lessonId} lessonId={place.lessonId} />;
    case 'portrait':
      return <PortraitPage key={place.lessonId} lessonId={place.lessonId} />;
    case 'sent':
      return <SentPage key={place.lessonId} lessonId={place.lessonId} />;
    case 'compare':
      return <ComparePage key={`${place.lessonId} ${place.otherId}`} {...place} />;
    case 'pin':
      return <PinPage isFirst={false} />;
    case 'recordings':
      return <RecordingsPage />;
    default:
      return <LessonList />;
  }
}
