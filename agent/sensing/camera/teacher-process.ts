import { runSensorProcess } from '../process/sensor-process.ts';
import { cameraWork } from './eye.ts';
import { openTeacherEye } from './teacher-eye.ts';

/** The process of the camera that looks at the teacher. */
runSensorProcess(cameraWork(({ roomPlan }, output) => openTeacherEye('teacher', roomPlan, output)));
