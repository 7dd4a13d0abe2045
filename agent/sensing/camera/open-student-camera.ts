import { loadModel } from '../../../models/session.ts';
import { FaceDetector } from './face-detector.ts';
import { FaceSweep } from './face-sweep.ts';
import { HandJudge } from './hand-judge.ts';
import { MotionGate } from './motion-gate.ts';
import { PoseEstimator } from './pose-estimator.ts';
import { StudentCamera } from './student-camera.ts';
import { loadStudentJudges } from './student-judges.ts';
import { StudentViewer } from './student-view.ts';

export interface OpenStudentCamera {
  camera: StudentCamera;
  /** Model id → short hash. */
  models: Record<string, string>;
  /** Time spent inside the models so far, milliseconds. */
  sessionsMs(): number;
}

/**
 * A student camera with its models loaded.
 * @param gate what tells it where something changed
 * @throws ModelNotBuilt when set-up was not run
 */
export async function openStudentCamera(gate = new MotionGate()): Promise<OpenStudentCamera> {
  const faces = await loadModel(FaceDetector.model);
  const views = await loadModel(StudentViewer.model);
  const poses = await loadModel(PoseEstimator.model);
  const judges = loadStudentJudges();
  const camera = new StudentCamera({
    faces: new FaceSweep(new FaceDetector(faces)),
    viewer: new StudentViewer(views),
    hands: new HandJudge(new PoseEstimator(poses), judges),
    judges,
    gate,
  });
  const all = [faces, views, poses];
  return {
    camera,
    models: Object.fromEntries(all.map(({ id, version }) => [id, version])),
    sessionsMs: () => all.reduce((sum, model) => sum + model.sessionsMs, 0),
  };
}
