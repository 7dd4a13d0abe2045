import { runSensorProcess } from '../process/sensor-process.ts';
import { teacherWork } from './teacher-work.ts';

/** The process that looks for the teacher among the class, in the student camera's pictures. */
runSensorProcess(teacherWork('student'));
