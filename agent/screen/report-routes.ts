import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { catalogue } from '../indicators/catalogue.ts';
import type { Access } from './access/access.ts';
import { catalogueSchema, errorSchema, lessonListSchema, portraitSchema, reportSchema } from './api-schema.ts';
import { refuse } from './refuse.ts';
import type { ReportSource } from './report-source.ts';
import { type TrainingMaterial, withTraining } from './training-material.ts';

/** Of a lesson by its id. */
export const lessonParams = { type: 'object', properties: { id: { type: 'string', minLength: 1, maxLength: 64 } } };
export type LessonRequest = { Params: { id: string } };

export const unknownLesson = (reply: FastifyReply, id: string): FastifyReply =>
  refuse(reply, 404, 'SCREEN_LESSON_UNKNOWN', `there is no lesson ${id} of yours on this machine`);

/** Whose lessons a request of a teacher may see. */
export function ownerOf({ signedIn }: FastifyRequest): string {
  if (signedIn?.kind !== 'teacher') throw new Error('a route of teachers was asked by somebody else');
  return signedIn.owner;
}

/** Adds a teacher's own lessons: the list, reports, portraits. Who read which report is written down. */
export function addReportRoutes(
  app: FastifyInstance,
  reports: ReportSource,
  access: Access,
  training: () => readonly TrainingMaterial[],
): void {
  app.get(
    '/api/catalogue',
    { config: { who: 'panel' }, schema: { response: { 200: catalogueSchema } } },
    () => catalogue,
  );
  app.get('/api/lessons', { config: { who: 'teacher' }, schema: { response: { 200: lessonListSchema } } }, (request) =>
    reports.list(ownerOf(request)),
  );
  app.get<LessonRequest>(
    '/api/lessons/:id',
    { config: { who: 'teacher' }, schema: { params: lessonParams, response: { 200: reportSchema, 404: errorSchema } } },
    (request, reply) => {
      const { id } = request.params;
      const report = reports.get(id, ownerOf(request));
      if (!report) return unknownLesson(reply, id);
      access.note(request.signedIn!, 'report.read', id);
      return withTraining(report, training());
    },
  );
  app.get<LessonRequest>(
    '/api/lessons/:id/portrait',
    {
      config: { who: 'teacher' },
      schema: { params: lessonParams, response: { 200: portraitSchema, 404: errorSchema } },
    },
    (request, reply) => {
      const { id } = request.params;
      const report = reports.get(id, ownerOf(request));
      return report ? { portrait: reports.portraitUpTo(report) } : unknownLesson(reply, id);
    },
  );
}
