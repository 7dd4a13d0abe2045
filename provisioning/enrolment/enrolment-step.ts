/**
 * What happens one after the other while a room gets or renews its certificate; each is told when it is done. A power cut after
 * any of them loses nothing: the next start goes on from there by itself.
 */
export const enrolmentSteps = [
  'key-made',
  'key-written',
  'request-kept',
  'connected',
  'authority-known',
  'authority-trusted',
  'request-sent',
  'certificate-received',
  'certificate-checked',
  'certificate-written',
  'authorities-written',
  'pair-whole',
  'claim-forgotten',
  'generation-named',
  'pair-in-use',
] as const;
export type EnrolmentStep = (typeof enrolmentSteps)[number];

/** Hears of each step; it may throw, which ends the enrolment there as a power cut would. */
export type Reached = (step: EnrolmentStep) => void;
