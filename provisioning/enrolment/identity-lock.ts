import { withFolderLock } from '../folder-lock.ts';
import { EnrolmentError } from './enrolment-error.ts';

/**
 * Runs something that changes an identity, while nobody else does.
 * @param folder of the identity, which is there
 * @throws EnrolmentError (ENROL_BUSY)
 */
export async function withIdentityLock<T>(folder: string, act: () => Promise<T>): Promise<T> {
  const busy = () =>
    new EnrolmentError('ENROL_BUSY', `${folder}: another process is enrolling this room just now; wait for it`);
  return await withFolderLock(folder, busy, act);
}
