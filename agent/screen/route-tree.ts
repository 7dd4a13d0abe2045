import type { FastifyPluginAsync } from 'fastify';

/** Learns every route of a screen, for the tests of who may ask it: pass `plugin` to the screen, start it, read `routes`. */
export class RouteTree {
  /** `GET /api/lessons/:id` and so on. */
  routes: string[] = [];

  readonly plugin: FastifyPluginAsync = async (app) => {
    app.addHook('onReady', async () => {
      this.routes = routesOf(app.printRoutes({ commonPrefix: false }));
    });
  };
}

/** Each line of the tree continues the path of the nearest line above that is less indented, four characters a level. */
function routesOf(tree: string): string[] {
  const paths: string[] = [];
  return tree.split('\n').flatMap((line) => {
    const [, indent, part, methods] = /^([│ └├─]*)(\S+)(?: \(([A-Z, ]+)\))?/.exec(line) ?? [];
    if (indent === undefined || part === undefined) return [];
    const level = indent.length / 4 - 1;
    paths[level] = `${paths[level - 1] ?? ''}${part}`.replace('//', '/');
    return (methods ?? '')
      .split(', ')
      .filter((method) => method !== '' && method !== 'HEAD')
      .map((method) => `${method} ${paths[level]}`);
  });
}
