import { measuredCamera } from '../../lesson/room-plan.ts';
import { runSensorProcess } from '../process/sensor-process.ts';
import { cameraWork } from './eye.ts';
import { openStudentEye } from './student-eye.ts';
import { openTeacherEye } from './teacher-eye.ts';

/** The process of the camera that looks at the class. */
runSensorProcess(
  cameraWork(async ({ media, roomPlan }, output) => {
    const students = await openStudentEye(output);
    // A live camera is opened once: the teacher among the class is looked for in the same pictures. In a camera that was
    // never measured nothing can be said of where that is.
    if (media.kind === 'recording' || !roomPlan || !measuredCamera(roomPlan, 'student')) return students;
    const teacher = await openTeacherEye('student', roomPlan, output);
    return {
      models: { ...students.models, ...teacher.models },
      sessionsMs: () => students.sessionsMs() + teacher.sessionsMs(),
      look: async (frame) => {
        await students.look(frame);
        await teacher.look(frame);
      },
      lost: students.lost,
      turned: (isAway, atMs) => {
        students.turned(isAway, atMs);
        teacher.turned(isAway, atMs);
      },
    };
  }),
);
