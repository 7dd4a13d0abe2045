import { useEffect, useMemo, useState } from 'preact/hooks';
import { PatternDefinitions } from './charts/patterns.tsx';
import { LessonList } from './lesson-list.tsx';
import { PortraitPage } from './portrait/portrait-page.tsx';
import { ReportPage } from './report/report-page.tsx';
import { RoomBar } from './room/room-bar.tsx';
import { RoomContext, useRoomFeed } from './room/use-room.ts';
import { initialLanguage, LanguageContext, rememberLanguage } from './words/language.tsx';
import { texts } from './words/texts.ts';

type Place = { page: 'list' } | { page: 'report' | 'portrait'; lessonId: string };

/** The page: what the room does, and the list of lessons, one lesson's report, or its teacher's portrait. */
export function App() {
  const [language, setLanguage] = useState(initialLanguage);
  const place = usePlace();
  const room = useRoomFeed();

  useEffect(() => {
    document.documentElement.lang = texts[language].htmlLang;
  }, [language]);

  const value = useMemo(() => {
    const other = language === 'zh' ? 'en' : 'zh';
    const switchLanguage = () => {
      rememberLanguage(other);
      setLanguage(other);
    };
    return { language, switchLanguage };
  }, [language]);

  // Whether there is a room is known within milliseconds; a bar that came later would push everything down.
  if (room.view.kind === 'asking') return null;
  return (
    <LanguageContext.Provider value={value}>
      <RoomContext.Provider value={room}>
        <PatternDefinitions />
        <RoomBar />
        {place.page === 'list' && <LessonList />}
        {place.page === 'report' && <ReportPage key={place.lessonId} lessonId={place.lessonId} />}
        {place.page === 'portrait' && <PortraitPage key={place.lessonId} lessonId={place.lessonId} />}
      </RoomContext.Provider>
    </LanguageContext.Provider>
  );
}

/** What the address names: `#/lessons/<id>`, `#/lessons/<id>/portrait`, or the list. */
function usePlace(): Place {
  const [hash, setHash] = useState(location.hash);
  useEffect(() => {
    const follow = () => {
      setHash(location.hash);
      scrollTo(0, 0);
    };
    addEventListener('hashchange', follow);
    return () => removeEventListener('hashchange', follow);
  }, []);
  const [, id, portrait] = /^#\/lessons\/([^/]+)(\/portrait)?$/.exec(hash) ?? [];
  if (id === undefined) return { page: 'list' };
  return { page: portrait ? 'portrait' : 'report', lessonId: decoded(id) };
}

/** A hand-typed address may hold a stray %; it then names no lesson, which the report page says. */
function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
