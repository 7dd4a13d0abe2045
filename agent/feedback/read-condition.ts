import { type MomentSourceName, momentSources } from './moment-sources.ts';
import { lessonModes } from './number-words.ts';
import { parseQuantity, type QuantityUnit } from './quantity.ts';
import type { Condition, Limits, WrittenCondition } from './rule.ts';

/** What is wrong with one setting. */
export interface Fault {
  path: readonly PropertyKey[];
  reason: string;
  /** What is wrong is that the setting is there, not its value. */
  isKey?: true;
}

type Setting = keyof WrittenCondition;
const limitSettings = ['above', 'below', 'between'] as const satisfies Setting[];
/** Which settings each kind of condition takes. */
const settingsOf = {
  figure: [...limitSettings, 'is', 'own', 'coverage'],
  moments: [...limitSettings, 'lasting', 'least', 'share'],
  lessonMinutes: [],
} as const satisfies Record<string, readonly Setting[]>;
const kinds = Object.keys(settingsOf) as (keyof typeof settingsOf)[];

/** @returns the condition, or what is wrong with it; paths are within the condition */
export function readCondition(written: WrittenCondition): Condition | Fault {
  const given = kinds.filter((kind) => written[kind] !== undefined);
  const [kind] = given;
  if (!kind || given.length > 1) {
    return fault([], `只写其中一个 / give exactly one of ${kinds.join(', ')}`);
  }
  const odd = (Object.keys(written) as Setting[]).find(
    (setting) =>
      setting !== kind && written[setting] !== undefined && !(settingsOf[kind] as readonly Setting[]).includes(setting),
  );
  if (odd) return { ...fault([odd], `不能与 ${kind} 一起用 / does not go with ${kind}`), isKey: true };
  if (kind === 'lessonMinutes') return { kind: 'lesson', minutes: written.lessonMinutes! };
  const limits = limitsOf(written);
  if ('reason' in limits) return limits;
  return kind === 'figure' ? figureCondition(written, limits) : momentsCondition(written, limits);
}

export function isSourceName(name: string): name is MomentSourceName {
  return Object.hasOwn(momentSources, name);
}

export const unknownSource = (name: string): string =>
  `没有 "${name}" 这种时刻 / there are no moments "${name}"; there are ${Object.keys(momentSources).join(', ')}`;

function figureCondition(written: WrittenCondition, limits: Limits): Condition | Fault {
  const figure = parseQuantity(written.figure!);
  if ('reason' in figure) return fault(['figure'], figure.reason);
  const { is, own, coverage = 0 } = written;
  const hasLimits = Object.keys(limits).length > 0;
  if ([is !== undefined, own !== undefined, hasLimits].filter(Boolean).length !== 1) {
    return fault([], '写 above、below、between、is、own 中的一种 / give one of above, below, between, is, own');
  }
  if ((is !== undefined) !== (figure.unit === 'mode')) {
    return fault(['figure'], 'is 只用于 st.mode，st.mode 只用 is / is goes with st.mode only, and st.mode with is');
  }
  if (is !== undefined) {
    if (lessonModes.some((mode) => mode === is)) return { kind: 'mode', figure, is };
    return fault(['is'], `只能是 / must be one of ${lessonModes.join(', ')}`);
  }
  if (own !== undefined) return { kind: 'own', figure, own };
  return outOfUnit(limits, figure.unit) ?? { kind: 'figure', figure, limits, coverage };
}

function momentsCondition(written: WrittenCondition, limits: Limits): Condition | Fault {
  const { moments = '', lasting = 0, least = 1, share = 0 } = written;
  if (!isSourceName(moments)) return fault(['moments'], unknownSource(moments));
  return (
    outOfUnit(limits, momentSources[moments].unit) ?? {
      kind: 'moments',
      moments,
      limits,
      lastingS: lasting,
      least,
      share,
    }
  );
}

function limitsOf({ above, below, between }: WrittenCondition): Limits | Fault {
  if (between && (above !== undefined || below !== undefined)) {
    return fault(['between'], '不能与 above、below 一起用 / does not go with above or below');
  }
  const [low, high] = between ?? [above, below];
  if (low !== undefined && high !== undefined && low >= high) {
    return fault([between ? 'between' : 'above'], '下限要小于上限 / the lower limit is not below the upper one');
  }
  return { ...(low !== undefined && { above: low }), ...(high !== undefined && { below: high }) };
}

/** 25 % is written 0.25. */
function outOfUnit(limits: Limits, unit: QuantityUnit): Fault | undefined {
  const wrong = (['above', 'below'] as const).find((end) => unit === 'share' && Math.abs(limits[end] ?? 0) > 1);
  return wrong && fault([wrong], '比例写 0 到 1，25% 写作 0.25 / a share is 0 to 1: 25 % is 0.25');
}

const fault = (path: readonly PropertyKey[], reason: string): Fault => ({ path, reason });
