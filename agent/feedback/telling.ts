import type { Finding } from '../indicators/indicator.ts';
import { type Met, met, weightiestFirst } from './conditions.ts';
import type { About, Moment } from './moment.ts';
import { type MomentSourceName, momentSources } from './moment-sources.ts';
import type { Language } from './number-words.ts';
import { aboutOf, type Figures, type Quantity } from './quantity.ts';
import type { Condition, Rule } from './rule.ts';
import type { SeenLesson } from './seen-lesson.ts';
import { type Facts, quotedIn, rendered } from './text-template.ts';

/** In a smaller class what is told of the class is told of somebody. */
const LEAST_CLASS = 5;
/** The page jumps to so many. */
const MOST_MOMENTS = 5;

/** A finding that could be told. */
export interface Candidate {
  rule: Rule;
  finding: Finding;
  /** The rule's weight times how far its conditions are exceeded: weight to twice the weight. */
  relevance: number;
}

/** What a rule says of a lesson; null when it has nothing to say. */
export function told(rule: Rule, lesson: SeenLesson): Candidate | null {
  const ids = figuresOf(rule);
  if (!ids.every((id) => isKnown(lesson.figures, id)) || !mayTellOf(rule, ids, lesson.figures)) return null;
  const mets: Met[] = [];
  for (const condition of rule.when) {
    const how = met(condition, lesson);
    if (!how) return null;
    mets.push(how);
  }
  const { moments, all } = momentsOf(rule, mets, lesson);
  if (rule.moments && moments.length === 0) return null;
  const facts: Facts = {
    figures: lesson.figures,
    source: rule.moments && momentSources[rule.moments],
    moments,
    all,
    own: mets.find(({ own }) => own)?.own,
  };
  const text = (language: Language) => ({
    observation: rendered(rule.texts[language].observation, facts, language),
    suggestion: rendered(rule.texts[language].suggestion, facts, language),
  });
  const excess = mets.reduce((sum, each) => sum + each.excess, 0) / mets.length;
  return {
    rule,
    relevance: rule.weight * (1 + excess),
    finding: {
      rule: rule.id,
      version: rule.version,
      zh: text('zh'),
      en: text('en'),
      evidence: ids.map((id) => ({ id, value: lesson.figures.get(id)!.value! })),
      moments: moments.slice(0, MOST_MOMENTS).map(({ startMs, endMs }) => ({ startMs, endMs })),
      resourceTag: rule.resource,
    },
  };
}

/** The moments a rule tells of: those that fit its condition about them, or else all of that kind. */
function momentsOf({ moments: name }: Rule, mets: readonly Met[], lesson: SeenLesson) {
  if (!name) return { moments: [], all: 0 };
  const fit = mets.find(({ moments }) => moments?.source === name)?.moments;
  if (fit) return { moments: fit.fit, all: fit.all };
  const moments: readonly Moment[] = lesson.moments(name).toSorted(weightiestFirst(momentSources[name], {}));
  return { moments, all: moments.length };
}

/** Every figure a rule rests on, each once: of its conditions, its moments and its texts. */
export function figuresOf({ when, moments, texts }: Rule): string[] {
  const idsOf = ({ terms }: Quantity) => terms.map(({ id }) => id);
  const templates = Object.values(texts).flatMap(({ observation, suggestion }) => [observation, suggestion]);
  return [
    ...new Set([
      ...when.flatMap((condition) => idsOfCondition(condition)),
      ...(moments ? idOfSource(moments) : []),
      ...templates.flatMap(quotedIn).flatMap(idsOf),
    ]),
  ];
}

function idsOfCondition(condition: Condition): string[] {
  if (condition.kind === 'lesson') return [];
  if (condition.kind === 'moments') return idOfSource(condition.moments);
  return condition.figure.terms.map(({ id }) => id);
}

function idOfSource(name: MomentSourceName): string[] {
  const { figure } = momentSources[name];
  return figure === undefined ? [] : [figure];
}

const isKnown = (figures: Figures, id: string): boolean => (figures.get(id)?.value ?? null) !== null;

/** Nothing is told of the pupils of a class that is too small, nor of what one pupil did. */
function mayTellOf(rule: Rule, ids: readonly string[], figures: Figures): boolean {
  const sources = [rule.moments, ...rule.when.map((each) => (each.kind === 'moments' ? each.moments : undefined))];
  const abouts = new Set<About>([
    ...ids.map(aboutOf),
    ...sources.flatMap((name) => (name ? [momentSources[name].about] : [])),
  ]);
  const present = figures.get('students.present.median')?.value;
  const isSmall = typeof present === 'number' && present < LEAST_CLASS;
  if (abouts.has('class') && (typeof present !== 'number' || isSmall)) return false;
  if (abouts.has('voices') && isSmall) return false;
  return !ids.some((id) => isOfOne(id, figures));
}

/** Whether a figure about pupils is what a single one did: one hand, one head on a desk. */
function isOfOne(id: string, figures: Figures): boolean {
  const { value = null, of } = figures.get(id) ?? {};
  if (aboutOf(id) !== 'class' || id.startsWith('students.present.') || typeof value !== 'number') return false;
  // A mean share of raised or turned heads is the class's; one of heads on desks may be one that lay there all the time.
  if (id.endsWith('.share') && id !== 'students.slumped.share') return false;
  const count = id.endsWith('.share') ? value * (of ?? LEAST_CLASS) : value;
  return count > 0 && count < 2;
}
