import type { Talk, TeacherZone } from '../../../lesson/observation.ts';

/**
 * The order in which the page names the classes. Not taken from the agent's schemas, because these would bring their
 * whole parser into the page.
 */
export const talkClasses: readonly Talk[] = ['teacher', 'student', 'many', 'none'];
export const teacherZones: readonly TeacherZone[] = ['podium', 'board', 'aisle', 'away'];
