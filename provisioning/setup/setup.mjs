// Sets a clean clone up, so that it can run (`demo`) or be tested (`test`). Needs nothing but Node ≥ 20 and npm: no
// package of ours is installed yet when it starts. It does nothing, in under a second, when everything is in place.
// Progress goes to standard error; standard output belongs to the command that follows.
import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync, readdirSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { filesDigest, readStamp, writeStamp } from './stamp.mjs';

const root = resolve(fileURLToPath(new URL('../..', import.meta.url)));
const LEAST_NODE_MAJOR = 20;

/**
 * Debian packages by the program each brings; for tests also a browser and a tracer.
 * @type {Record<string, Record<string, string>>}
 */
const programs = {
  demo: { ffmpeg: 'ffmpeg', ffprobe: 'ffmpeg', mosquitto: 'mosquitto', socat: 'socat' },
  test: {
    ffmpeg: 'ffmpeg',
    ffprobe: 'ffmpeg',
    mosquitto: 'mosquitto',
    chromium: 'chromium',
    strace: 'strace',
    openssl: 'openssl',
    'systemd-analyze': 'systemd',
    shellcheck: 'shellcheck',
    pulseaudio: 'pulseaudio',
    pactl: 'pulseaudio-utils',
    socat: 'socat',
    mbpoll: 'mbpoll',
    gcc: 'gcc',
  },
};
/**
 * Debian packages that bring no program, for tests: Chinese type for the page, cameras on loopback (GStreamer's RTSP server
 * by Debian's own Python), clocks that jump, and what the Modbus counterpart and the board's firmware are compiled with.
 */
const libraries = [
  ...['fonts-noto-cjk', 'libfaketime', 'python3-gi', 'gir1.2-gst-rtsp-server-1.0', 'gstreamer1.0-rtsp'],
  ...['libc6-dev', 'libmodbus-dev'],
  ...['gstreamer1.0-plugins-base', 'gstreamer1.0-plugins-good', 'gstreamer1.0-plugins-bad'],
];
/** The least version of PostgreSQL that the region's database needs. */
const LEAST_POSTGRES = 15;
/** Debian keeps the programs of each version of PostgreSQL's server in a folder of its own, which is on nobody's PATH. */
const POSTGRES_FOLDER = '/usr/lib/postgresql';
/** Programs that a service account's PATH often leaves out. */
const SYSTEM_FOLDERS = ['/usr/sbin', '/usr/local/sbin'];

/** Something that set-up may not or cannot do by itself. */
class SetupError extends Error {}

/** @param {string} text */
function say(text) {
  process.stderr.write(`set-up: ${text}\n`);
}

/**
 * The environment for npm: with the machine's own Node, not the one in node_modules that `npm run` puts first. Debian's
 * knows the machine's certificates, which a school's network may need.
 */
const ownNode = {
  ...process.env,
  PATH: (process.env.PATH ?? '')
    .split(delimiter)
    .filter((folder) => !folder.endsWith('node_modules/.bin'))
    .join(delimiter),
};

/**
 * Runs a command, its output on standard error.
 * @param {string} command
 * @param {string[]} args
 * @param {string} what
 */
function run(command, args, what) {
  const { status, error } = spawnSync(command, args, { cwd: root, env: ownNode, stdio: ['ignore', 2, 2] });
  if (status === 0) return;
  const reason = error ? error.message : `ended with code ${status}`;
  throw new SetupError(`${what} failed (${reason}); run this yourself and try again: ${[command, ...args].join(' ')}`);
}

/** @param {string} program */
function onPath(program) {
  const folders = [...(process.env.PATH ?? '').split(delimiter), ...SYSTEM_FOLDERS];
  return folders.some((folder) => {
    try {
      accessSync(join(folder, program), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

function checkNode() {
  const major = Number(process.versions.node.split('.')[0]);
  if (major >= LEAST_NODE_MAJOR) return;
  throw new SetupError(
    `Node ${process.versions.node} is too old; install Node ${LEAST_NODE_MAJOR} or newer (Debian: apt install nodejs npm)`,
  );
}

/** Those that are not installed; where there is no dpkg nobody can tell. */
function missingLibraries() {
  // biome-ignore lint/suspicious/noTemplateCurlyInString: dpkg's own placeholders
  const args = ['-W', '-f', '${db:Status-Abbrev}${Package}\\n', ...libraries];
  const { error, stdout } = spawnSync('dpkg-query', args, { encoding: 'utf8' });
  if (error) return [];
  const installed = new Set(
    stdout.split('\n').flatMap((line) => (line.startsWith('ii ') ? [line.slice(3).trim()] : [])),
  );
  return libraries.filter((name) => !installed.has(name));
}

function hasPostgres() {
  try {
    return readdirSync(POSTGRES_FOLDER).some(
      (version) => Number(version) >= LEAST_POSTGRES && existsSync(join(POSTGRES_FOLDER, version, 'bin/postgres')),
    );
  } catch {
    return false;
  }
}

/** @param {string} goal */
function installPrograms(goal) {
  const wanted = Object.entries(programs[goal] ?? {}).filter(([program]) => !onPath(program));
  const packages = new Set(wanted.map(([, name]) => name));
  if (goal === 'test') {
    for (const name of missingLibraries()) packages.add(name);
    if (!hasPostgres()) packages.add('postgresql');
  }
  if (packages.size === 0) return;
  const list = [...packages];
  const byHand = `sudo apt-get install ${list.join(' ')}`;
  if (!onPath('apt-get'))
    throw new SetupError(
      `these programs are missing: ${list.join(', ')}; install them with this system's package manager`,
    );
  const isRoot = process.getuid?.() === 0;
  if (!isRoot && !onPath('sudo'))
    throw new SetupError(
      `these Debian packages are missing: ${list.join(', ')}; as root, run: apt-get install ${list.join(' ')}`,
    );
  // -n: never wait for a password that nobody is there to type.
  const sudo = isRoot ? [] : process.stdin.isTTY ? ['sudo'] : ['sudo', '-n'];
  const apt = (/** @type {string[]} */ ...args) => {
    const [command = 'env', ...rest] = [...sudo, 'env', 'DEBIAN_FRONTEND=noninteractive', 'apt-get', ...args];
    const { status } = spawnSync(command, rest, { cwd: root, stdio: ['inherit', 2, 2] });
    return status === 0;
  };
  say(`installing Debian packages: ${list.join(' ')}`);
  apt('update', '-qq');
  if (!apt('install', '-y', '-qq', '--no-install-recommends', ...list)) {
    throw new SetupError(`Debian packages could not be installed; run this yourself and try again: ${byHand}`);
  }
}

function installPackages() {
  const inputs = ['package-lock.json', '.npmrc'].map((file) => join(root, file));
  const digest = filesDigest(inputs);
  const stamp = join(root, 'node_modules/.lectern-setup');
  if (readStamp(stamp) === digest) return;
  say('installing npm packages (a few minutes the first time)');
  // No package's install script is run (better-sqlite3 would be compiled, though it brings its binary) but that of the
  // package `node`, which fetches the Node for this machine.
  run('npm', ['ci', '--ignore-scripts', '--loglevel=error'], 'npm ci');
  run('npm', ['rebuild', 'node', '--loglevel=error'], 'fetching Node 24');
  writeStamp(stamp, digest);
}

function prepareModels() {
  const stamp = join(root, 'models/built/stamps.json');
  const digest = filesDigest([join(root, 'models/models.json')]);
  const done = join(root, 'models/built/.lectern-setup');
  if (existsSync(stamp) && readStamp(done) === digest) return;
  say('preparing models (150 MB are downloaded the first time)');
  run(join(root, 'node_modules/.bin/node'), ['models/prepare.ts'], 'preparing the models');
  writeStamp(done, digest);
}

function buildPage() {
  const folder = join(root, 'agent/screen/page');
  const digest = filesDigest(
    [join(root, 'vite.config.ts'), join(root, 'agent/indicators'), folder],
    /^dist$|\.test\.ts$/,
  );
  const stamp = join(folder, 'dist/.lectern-setup');
  if (readStamp(stamp) === digest) return;
  say('building the page');
  run(
    join(root, 'node_modules/.bin/node'),
    ['node_modules/vite/bin/vite.js', 'build', '--logLevel', 'warn'],
    'building the page',
  );
  writeStamp(stamp, digest);
}

const goal = process.argv[2] ?? 'demo';
if (goal === '--help' || !(goal in programs)) {
  process.stderr.write(
    'usage: node provisioning/setup/setup.mjs [demo|test]\nInstalls what the demo or the tests need.\n',
  );
  process.exit(goal === '--help' ? 0 : 2);
}
try {
  checkNode();
  installPrograms(goal);
  installPackages();
  prepareModels();
  buildPage();
} catch (error) {
  if (!(error instanceof SetupError)) throw error;
  say(error.message);
  process.exit(1);
}
