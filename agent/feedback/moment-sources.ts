import { activityMoments } from './activity-moments.ts';
import { classMoments } from './class-moments.ts';
import { environmentMoments } from './environment-moments.ts';
import type { MomentSource } from './moment.ts';
import { talkMoments } from './talk-moments.ts';

const sources = { ...talkMoments, ...classMoments, ...activityMoments, ...environmentMoments };
export type MomentSourceName = keyof typeof sources;

/** Every kind of moment a rule can name. */
export const momentSources: Record<MomentSourceName, MomentSource> = sources;
