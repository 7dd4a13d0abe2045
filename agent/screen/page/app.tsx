import { useEffect, useMemo, useState } from 'preact/hooks';
import { PatternDefinitions } from './charts/patterns.tsx';
import { LessonList } from './lesson-list.tsx';
import { ReportPage } from './report/report-page.tsx';
import { RoomBar } from './room/room-bar.tsx';
import { RoomContext, useRoomFeed } from './room/use-room.ts';
import { initialLanguage, LanguageContext, rememberLanguage } from './words/language.tsx';
import { texts } from './words/texts.ts';

/** The page: what the room does, and the list of lessons or one lesson's report. */
export function App() {
  const [language, setLanguage] = useState(initialLanguage);
  const lessonId = useLessonId();
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
        {lessonId === undefined ? <LessonList /> : <ReportPage key={lessonId} lessonId={lessonId} />}
      </RoomContext.Provider>
    </LanguageContext.Provider>
  );
}

/** The lesson named by the address (`#/lessons/<id>`), or undefined for the list. */
function useLessonId(): string | undefined {
  const [hash, setHash] = useState(location.hash);
  useEffect(() => {
    const follow = () => {
      setHash(location.hash);
      scrollTo(0, 0);
    };
    addEventListener('hashchange', follow);
    return () => removeEventListener('hashchange', follow);
  }, []);
  const id = /^#\/lessons\/([^/]+)$/.exec(hash)?.[1];
  return id === undefined ? undefined : decoded(id);
}

/** A hand-typed address may hold a stray %; it then names no lesson, which the report page says. */
function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
