import { runSensorProcess } from '../process/sensor-process.ts';
import { teacherWork } from './teacher-work.ts';

/** The process of the camera that looks at the teacher. */
runSensorProcess(teacherWork('teacher'));
