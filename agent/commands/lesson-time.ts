/** Lesson time as a person says it: 83 000 ms → `1:23`. */
export function lessonTime(ms: number): string {
  const seconds = Math.floor(ms / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}
