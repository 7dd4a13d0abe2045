import type { FastifyInstance, FastifyRequest } from 'fastify';
import { type ExportedLesson, exportedLesson } from '../export/exported-lesson.ts';
import { lessonsCsv } from '../export/lessons-csv.ts';
import { lessonsJson } from '../export/lessons-json.ts';
import type { Access } from './access/access.ts';
import { lessonParams, ownerOf, unknownLesson } from './report-routes.ts';
import type { ReportSource } from './report-source.ts';

export interface ExportOptions {
  /** Fewest students present for figures about students to be told. */
  minGroup: number;
  /** The school's, IANA name. */
  timeZone: string;
}

/** Adds an own lesson as a file: no more than the hub is told. Who took which is written down. */
export function addExportRoutes(
  app: FastifyInstance,
  reports: ReportSource,
  access: Access,
  options: ExportOptions,
): void {
  const { minGroup, timeZone } = options;
  const add = (kind: 'csv' | 'json', contentType: string, write: (lesson: ExportedLesson) => string) =>
    app.get(
      `/api/lessons/:id/export.${kind}`,
      { config: { who: 'teacher' }, schema: { params: lessonParams } },
      (request: FastifyRequest, reply) => {
        const { id } = request.params as { id: string };
        const report = reports.get(id, ownerOf(request));
        if (!report) return unknownLesson(reply, id);
        access.note(request.signedIn!, 'report.exported', id);
        const lesson = exportedLesson(report, minGroup, timeZone);
        // Only what is the same in every file system: a class's name may hold anything.
        const name = `lesson-${lesson.date}-${lesson.time.replace(':', '')}.${kind}`;
        return reply
          .header('content-disposition', `attachment; filename="${name}"`)
          .type(contentType)
          .send(write(lesson));
      },
    );
  add('csv', 'text/csv; charset=utf-8', (lesson) => lessonsCsv([lesson]));
  add('json', 'application/json; charset=utf-8', (lesson) =>
    lessonsJson([lesson], { from: lesson.date, to: lesson.date, timeZone, minGroup }),
  );
}
