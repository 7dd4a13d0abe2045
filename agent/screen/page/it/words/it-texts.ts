import type { Language } from '../../words/texts.ts';
import { type DataTexts, dataTexts } from './data-texts.ts';
import { type EnrolmentTexts, enrolmentTexts } from './enrolment-texts.ts';
import { type MachineTexts, machineTexts } from './machine-texts.ts';
import { type PlanTexts, planTexts } from './plan-texts.ts';
import { type SetupTexts, setupTexts } from './setup-texts.ts';
import { type SourceTexts, sourceTexts } from './source-texts.ts';
import { type TrialTexts, trialTexts } from './trial-texts.ts';

/** Everything the IT area says. It is none of the classroom page's words, so that panel does not load them. */
export interface ItTexts {
  setup: SetupTexts;
  sources: SourceTexts;
  plan: PlanTexts;
  trials: TrialTexts;
  enrolment: EnrolmentTexts;
  machine: MachineTexts;
  data: DataTexts;
}

export const itTexts: Record<Language, ItTexts> = {
  zh: textsIn('zh'),
  en: textsIn('en'),
};

function textsIn(language: Language): ItTexts {
  return {
    setup: setupTexts[language],
    sources: sourceTexts[language],
    plan: planTexts[language],
    trials: trialTexts[language],
    enrolment: enrolmentTexts[language],
    machine: machineTexts[language],
    data: dataTexts[language],
  };
}
