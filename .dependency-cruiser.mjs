/**
 * Who may import whom. Each entry names a folder and what of ours it may import besides itself; everything else is refused.
 * Developer tools and tests may import everything.
 */
const mayImport = {
  'agent/lesson': [],
  'agent/indicators': ['agent/lesson'],
  'agent/feedback': ['agent/lesson', 'agent/indicators'],
  'agent/sensing': ['agent/lesson', 'models/session.ts'],
  'agent/export': ['agent/lesson', 'agent/indicators'],
  'agent/store': ['agent/lesson', 'agent/indicators', 'provisioning/folder-lock.ts'],
  'agent/sync': [
    ...['agent/store', 'agent/lesson/clock.ts', 'agent/lesson/outside-data.ts', 'agent/lesson/time-id.ts'],
    'provisioning/contract',
  ],
  // The region's wishes are checked by whoever would carry them out.
  'agent/region': [
    ...['agent/config', 'agent/feedback', 'agent/health', 'agent/lesson', 'agent/store', 'agent/sync'],
    'provisioning/contract',
  ],
  // How the room gets, keeps and renews the certificate by which its region knows it.
  'agent/identity': [
    ...['agent/config', 'agent/lesson/clock.ts', 'agent/lesson/life/life-rules.ts', 'agent/sync'],
    ...['provisioning/contract', 'provisioning/enrolment'],
  ],
  'agent/backup': [
    ...['agent/config', 'agent/lesson/outside-data.ts', 'agent/store', 'provisioning/contract/room-address.ts'],
  ],
  // What lies of a room on a machine, and how it goes.
  'agent/erasure': ['agent/config'],
  'agent/lesson-review': ['agent/store', 'agent/indicators', 'agent/lesson'],
  // A room's first lesson with new models is watched as it goes.
  'agent/model-updates': [
    ...['agent/indicators', 'agent/lesson', 'agent/room', 'models/generations.ts', 'provisioning/model-updates'],
  ],
  'agent/recordings': ['agent/lesson'],
  // What a person marked of a lesson, beside what was measured.
  'agent/validation': ['agent/lesson', 'agent/indicators'],
  'agent/screen': [
    'agent/store',
    'agent/indicators',
    'agent/lesson',
    'agent/export',
    'agent/recordings/recording.ts',
    'agent/lesson-review/dispatch.ts',
    'agent/lesson-review/earlier-place.ts',
  ],
  // Set-up answers what the screen asks by an interface of the screen's.
  'agent/setup': [
    ...[
      'agent/config',
      'agent/lesson',
      'agent/sensing',
      'agent/store',
      'agent/health',
      'agent/room',
      'agent/indicators',
    ],
    ...['agent/screen/setup/controls', 'agent/sync', 'device/onvif', 'models', 'provisioning/contract'],
    ...['agent/identity', 'provisioning/enrolment'],
  ],
  'agent/health': ['agent/lesson/outside-data.ts'],
  'agent/config': [
    ...['agent/lesson/room-plan.ts', 'agent/lesson/live-source.ts', 'provisioning/contract'],
    ...['device/device-settings.ts'],
  ],
  'models/(?!tools/|training/)': [],
  device: ['agent/lesson'],
  // What the room's hardware says and is asked to do, between its process and the room.
  'agent/devices': ['agent/lesson', 'agent/room', 'device'],
  // The contract offers the catalogue, so that rooms and hub define each figure alike; updates bring models and try them.
  'provisioning/(?!package/)': [
    ...['agent/indicators/catalogue.ts', 'agent/indicators/definitions', 'agent/config/whole-file.ts'],
    ...['models/generations.ts', 'models/manifest.ts', 'models/session.ts', 'models/synthetic-input.ts'],
    'models/file-digest.ts',
  ],
  // The package holds the networks, and fetches Node as they are fetched; it is tried out with the film.
  'provisioning/package': ['models', 'agent/demo', 'agent/indicators/catalogue.ts'],
  hub: ['provisioning/contract', 'provisioning/enrolment', 'agent/config/whole-file.ts'],
};

/** Whoever reads what comes from outside checks it in the one way that never throws. */
const OUTSIDE_DATA = 'agent/lesson/outside-data.ts';
const ours = '^(agent|models|device|provisioning|hub|test)/';
const tests = '\\.test\\.ts$';

const boundaries = Object.entries(mayImport).map(([folder, allowed]) => {
  const self = folder.replace(/\/\(.*/, '');
  return {
    name: `${self.replaceAll('/', '-')}-imports`,
    severity: 'error',
    comment: `${self} may import only ${allowed.join(', ') || 'nothing of ours'} (and packages)`,
    from: { path: `^${folder}${folder.endsWith(')') ? '' : '/'}`, pathNot: tests },
    to: { path: ours, pathNot: [self, ...allowed, OUTSIDE_DATA].map((path) => `^${path}(/|$)`) },
  };
});

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    ...boundaries,
    {
      name: 'no-cycles',
      severity: 'error',
      comment: 'modules that need each other are one module',
      from: {},
      to: { circular: true },
    },
    {
      name: 'sensing-writes-nothing',
      severity: 'error',
      comment: 'sensor processes hold pictures and sound: only the probe may look at files, and nothing may write one',
      from: {
        path: '^agent/sensing/',
        pathNot: [tests, '^agent/sensing/capture/media-probe\\.ts$', '^agent/sensing/camera/student-judges\\.ts$'],
      },
      to: { path: '^(node:)?fs', dependencyTypes: ['core'] },
    },
    {
      name: 'wiring-on-top',
      severity: 'error',
      comment: 'only the command line wires parts together; nothing imports it',
      from: {
        pathNot: ['^agent/(cli|app|measure-lesson|measure-recording)\\.ts$', '^agent/commands/', '^test/', tests],
      },
      to: { path: ['^agent/(cli|app|measure-lesson|measure-recording)\\.ts$', '^agent/commands/'] },
    },
    {
      name: 'room-is-wired-by-commands',
      severity: 'error',
      comment: 'the room wires sensing, store and health together; only the command line and set-up import it',
      from: {
        pathNot: [
          '^agent/room/',
          '^agent/model-updates/',
          '^agent/setup/',
          '^agent/devices/',
          '^agent/commands/',
          '^test/',
          tests,
        ],
      },
      to: { path: '^agent/room/' },
    },
    {
      name: 'timetable-files-are-read-at-the-edge',
      severity: 'error',
      comment: 'CSV and iCalendar end where a checked timetable begins: only the command line and set-up import them',
      from: {
        path: '^agent/',
        pathNot: [tests, '^agent/lesson/timetable/import/', '^agent/commands/', '^agent/setup/'],
      },
      to: { path: '^agent/lesson/timetable/import/' },
    },
    {
      name: 'declared-packages',
      severity: 'error',
      comment: 'what is imported is in package.json',
      from: {},
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown', 'unknown', 'undetermined'] },
    },
    {
      name: 'agent-runs-without-dev-packages',
      severity: 'error',
      comment: 'the installed agent has no development packages',
      from: {
        path: '^(agent|hub|provisioning|device|models)/',
        pathNot: [tests, '^agent/screen/page/', '^models/(tools|convert/testing)/', '^agent/lesson/timetable/testing/'],
      },
      to: { dependencyTypes: ['npm-dev'] },
    },
  ],
  options: {
    parser: 'swc',
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)dist/' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default'],
      extensions: ['.ts', '.tsx', '.mjs', '.js', '.json'],
    },
  },
};
