import { type CatalogueEntry, type Chapter, chapters } from '../indicators/catalogue.ts';
import type { Input } from '../indicators/definitions/definition.ts';
import { unitName } from '../indicators/unit-names.ts';
import { textTable } from './text-table.ts';

export const languages = ['zh', 'en'] as const;
export type Language = (typeof languages)[number];

type Words = Record<Language, string>;

const chapterNames: Record<Chapter, Words> = {
  talk: { zh: '说话', en: 'Talk' },
  students: { zh: '学生', en: 'Students' },
  teacher: { zh: '教师', en: 'Teacher' },
  st: { zh: '课堂类型', en: 'Lesson mode' },
  activity: { zh: '教学活动', en: 'Activities' },
  room: { zh: '教室空气', en: 'Air' },
};
const inputNames: Record<Input, Words> = {
  microphone: { zh: '麦克风', en: 'microphone' },
  'student-camera': { zh: '学生摄像机', en: 'student camera' },
  'teacher-camera': { zh: '教师摄像机', en: 'teacher camera' },
  'microphone-and-cameras': { zh: '麦克风和摄像机', en: 'microphone and cameras' },
  'environment-sensors': { zh: '环境传感器', en: 'environment sensors' },
};
const heads: Words[] = [
  { zh: '编号', en: 'id' },
  { zh: '名称', en: 'name' },
  { zh: '单位', en: 'unit' },
];
const versionWord: Words = { zh: '版本', en: 'version' };
const floorWord: Words = { zh: '最低覆盖', en: 'least coverage' };

/**
 * The catalogue as lines for a terminal: a table a chapter, each row followed by its definition and what is known of it.
 * @param language one of the two; without it both, Chinese first
 */
export function catalogueText(entries: readonly CatalogueEntry[], language?: Language): string {
  const shown = language === undefined ? languages : [language];
  const words = (both: Words) =>
    shown
      .map((each) => both[each])
      .filter(differs)
      .join(' ');
  const rowsOf = (entry: CatalogueEntry): string[][] => {
    const { id, version, coverageFloor, input, source, zh, en, definitionZh, definitionEn } = entry;
    const definitions = { zh: definitionZh, en: definitionEn };
    const lines = [
      ...shown.map((each) => definitions[each]),
      `${words(versionWord)} ${version} · ${words(floorWord)} ${coverageFloor} · ${words(inputNames[input])} · ${source}`,
    ];
    // Each line is the only cell of its row, so that a sentence widens no column.
    return [[id, words({ zh, en }), words(unitName(entry))], ...lines.map((line) => [`    ${line}`])];
  };
  return chapters
    .map((chapter) => {
      const rows = entries.filter((entry) => entry.chapter === chapter).flatMap(rowsOf);
      return `${words(chapterNames[chapter])}\n${textTable(heads.map(words), rows)}`;
    })
    .join('\n\n');
}

/** A unit such as dBFS is the same word in both languages. */
const differs = (word: string, index: number, all: readonly string[]) => all.indexOf(word) === index;
