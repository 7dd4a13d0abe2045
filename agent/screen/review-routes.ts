import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Exclusion, LessonReport } from '../indicators/indicator.ts';
import type { Access } from './access/access.ts';
import { errorSchema } from './api-schema.ts';
import { refuse } from './refuse.ts';
import { lessonParams, ownerOf, unknownLesson } from './report-routes.ts';
import type { ReportSource } from './report-source.ts';
import type { ReviewControls } from './review-controls.ts';
import { dispatchSchema, reviewBodies, reviewSchema } from './review-schema.ts';

/** 2000 characters, each written as JSON's longest escape, and some room around them. */
const MOST_BYTES = 32 * 1024;

type OfLesson<Body = unknown> = { Params: { id: string }; Body: Body };

/** Adds what a teacher can say of an own lesson, and what is sent of it. What changes more than a note is written down. */
export function addReviewRoutes(
  app: FastifyInstance,
  reports: ReportSource,
  review: ReviewControls,
  access: Access,
): void {
  const config = { who: 'teacher' as const };
  const answers = (schema: object) => ({ params: lessonParams, response: { 200: schema, 404: errorSchema } });

  /** Answers of one's own lesson only. */
  const own = async (request: FastifyRequest, reply: FastifyReply, answer: (report: LessonReport) => object) => {
    const { id } = request.params as { id: string };
    const report = reports.get(id, ownerOf(request));
    if (!report) return unknownLesson(reply, id);
    try {
      return answer(report);
    } catch (error) {
      const { code, message } = error as Error & { code?: string };
      if (!/^(REVIEW|STORE)_/.test(code ?? '')) throw error;
      return refuse(reply, code!.startsWith('STORE_') ? 507 : 409, code!, message);
    }
  };

  app.get<OfLesson>('/api/lessons/:id/review', { config, schema: answers(reviewSchema) }, (request, reply) =>
    own(request, reply, (report) => {
      const { id } = report.lesson;
      const { state, heldUntilMs } = review.dispatch(id);
      return {
        note: review.note(id),
        canExclude: review.canExclude(id),
        state,
        ...(heldUntilMs !== undefined && { heldUntilMs }),
        earlier: review.earlier(report),
      };
    }),
  );
  app.get<OfLesson>('/api/lessons/:id/message', { config, schema: answers(dispatchSchema) }, (request, reply) =>
    own(request, reply, ({ lesson }) => review.dispatch(lesson.id)),
  );

  const command = <Body>(
    method: 'PUT' | 'POST',
    path: string,
    body: object,
    noted: (given: Body) => string | null,
    act: (report: LessonReport, given: Body) => object,
  ) =>
    app.route<OfLesson<Body>>({
      method,
      url: `/api/lessons/:id/${path}`,
      config,
      schema: { params: lessonParams, body },
      bodyLimit: MOST_BYTES,
      handler: (request, reply) =>
        own(request, reply, (report) => {
          const given = request.body as Body;
          const answer = act(report, given);
          const what = noted(given);
          if (what) access.note(request.signedIn!, what, report.lesson.id);
          return answer;
        }),
    });
  command<{ note: string }>(
    'PUT',
    'note',
    reviewBodies.note,
    () => null,
    ({ lesson }, { note }) => {
      review.setNote(lesson.id, note);
      return { note };
    },
  );
  command<{ excluded: Exclusion[] }>(
    'PUT',
    'excluded',
    reviewBodies.excluded,
    () => 'report.remade',
    (report, { excluded }) => {
      review.exclude(report, excluded);
      return { excluded };
    },
  );
  command<{ withheld: boolean }>(
    'POST',
    'withhold',
    reviewBodies.withhold,
    ({ withheld }) => (withheld ? 'lesson.withheld' : 'lesson.released'),
    ({ lesson }, { withheld }) => {
      review.withhold(lesson.id, withheld);
      return review.dispatch(lesson.id);
    },
  );
  command(
    'POST',
    'send',
    reviewBodies.nothing,
    () => 'lesson.sent-early',
    ({ lesson }) => {
      review.sendNow(lesson.id);
      return review.dispatch(lesson.id);
    },
  );
}
