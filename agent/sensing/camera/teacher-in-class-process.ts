import { runSensorProcess } from '../process/sensor-process.ts';
import { cameraWork } from './eye.ts';
import { openTeacherEye } from './teacher-eye.ts';

/** The process that looks for the teacher among the class, in a recording of the student camera. */
runSensorProcess(cameraWork(({ roomPlan }, output) => openTeacherEye('student', roomPlan, output)));
