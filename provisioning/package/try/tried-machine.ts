import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

/** What every machine has, and a small chroot has not. */
const USUAL = 'systemd-sysv,udev,dbus,ca-certificates,iproute2';
/** A control group of its own, so that systemd has one to divide. */
const CGROUPS = ['/sys/fs/cgroup/unified', '/sys/fs/cgroup'];
const PATH = '/usr/sbin:/usr/bin:/sbin:/bin';
const BOOT_MS = 60_000;

export interface Ran {
  status: number | null;
  stdout: string;
  stderr: string;
}

/** A Debian in a folder, where the package is tried out: first as a chroot without systemd, then started with systemd as process 1. */
export class TriedMachine {
  readonly suite: string;
  /** Holds the repository that the machine sees at /srv/repository. */
  readonly #repository: string;
  readonly #root: string;
  #systemd: ChildProcess | undefined;
  #init = 0;

  /** @param suite bookworm, trixie */
  constructor(suite: string, repository: string) {
    this.suite = suite;
    this.#repository = repository;
    this.#root = mkdtempSync(join(tmpdir(), `lectern-try-${suite}-`));
  }

  /** Unpacks Debian, which mmdebstrap fetches from where it does by itself, the first time. @param cache where what is fetched stays */
  make(cache: string): void {
    mkdirSync(join(cache, `${this.suite}-archives/partial`), { recursive: true });
    const tar = join(cache, `${this.suite}.tar`);
    if (!existsSync(tar)) {
      const args = ['--variant=minbase', `--include=${USUAL}`, this.suite, `${tar}.part.tar`];
      execFileSync('mmdebstrap', args, { stdio: ['ignore', 'ignore', 'pipe'] });
      renameSync(`${tar}.part.tar`, tar);
    }
    execFileSync('tar', ['-C', this.#root, '-xf', tar]);
    const mount = (...args: string[]) => execFileSync('mount', args);
    mount('-t', 'proc', 'proc', this.path('proc'));
    mount('--bind', join(cache, `${this.suite}-archives`), this.path('var/cache/apt/archives'));
    mkdirSync(this.path('srv/repository'), { recursive: true });
    mount('--bind', this.#repository, this.path('srv/repository'));
    writeFileSync(this.path('etc/resolv.conf'), readFileSync('/etc/resolv.conf'));
    // What is installed is to be kept for the next time.
    writeFileSync(
      this.path('etc/apt/apt.conf.d/99try'),
      'Binary::apt::APT::Keep-Downloaded-Packages "1";\nAPT::Keep-Downloaded-Packages "1";\n',
    );
    rmSync(this.path('etc/apt/apt.conf.d/docker-clean'), { force: true });
  }

  path(name: string): string {
    return join(this.#root, name);
  }

  /** Runs a shell line in it, as root: in the chroot, or in the running machine once it was started. */
  run(line: string, environment: NodeJS.ProcessEnv = {}): Ran {
    const env = { PATH, LC_ALL: 'C.UTF-8', HOME: '/root', DEBIAN_FRONTEND: 'noninteractive', ...environment };
    const enter = this.#init
      ? ['nsenter', '-t', String(this.#init), ...['-m', '-n', '-p', '-C', '-u', '-i', '-r', '-w']]
      : ['chroot', this.#root];
    const [program = '', ...args] = [...enter, 'sh', '-c', line];
    const { status, stdout, stderr } = spawnSync(program, args, {
      env: { ...env, PATH: `${PATH}:${process.env.PATH}` },
      encoding: 'utf8',
      maxBuffer: 2 ** 28,
    });
    return { status, stdout, stderr };
  }

  /** Ends the chroot and starts systemd in it. Resolves when it has started all that it starts. */
  async boot(): Promise<void> {
    this.#unmount();
    const group = join(
      CGROUPS.find((folder) => existsSync(join(folder, 'cgroup.procs')))!,
      `lectern-try-${process.pid}`,
    );
    mkdirSync(group, { recursive: true });
    const namespaces = ['--net', '--mount', '--pid', '--fork', '--cgroup', '--uts', '--ipc', '--kill-child'];
    const command = `echo $$ > ${group}/cgroup.procs && exec unshare ${namespaces.join(' ')} "$0" "$1" "$2"`;
    const program = join(import.meta.dirname, 'boot-machine');
    this.#systemd = spawn('sh', ['-c', command, program, this.#root, this.#repository], {
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    for (const endMs = performance.now() + BOOT_MS; performance.now() < endMs; await delay(200)) {
      const children = readFileSync(`/proc/${this.#systemd.pid}/task/${this.#systemd.pid}/children`, 'utf8').trim();
      if (!/^\d+$/.test(children) || readFileSync(`/proc/${children}/comm`, 'utf8').trim() !== 'systemd') continue;
      this.#init = Number(children);
      const { stdout } = this.run('systemctl is-system-running --wait');
      this.run('ip link set lo up');
      if (/running|degraded/.test(stdout)) return;
    }
    throw new Error(`${this.suite}: systemd does not start within ${BOOT_MS / 1000} s`);
  }

  /** Ends it and removes its folder. */
  destroy(): void {
    this.#systemd?.kill('SIGKILL');
    this.#unmount();
    rmSync(this.#root, { recursive: true, force: true, maxRetries: 5, retryDelay: 500 });
  }

  #unmount(): void {
    for (const name of ['srv/repository', 'var/cache/apt/archives', 'proc']) spawnSync('umount', [this.path(name)]);
  }
}
