import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/** Every call by which bytes leave a process, a file gets a name, or a process begins. */
const TRACED = [
  ['write', 'writev', 'pwrite64', 'pwritev', 'pwritev2', 'sendto', 'sendmsg', 'sendmmsg'],
  // By these they would leave it unseen: none may be called.
  ['sendfile', 'splice', 'vmsplice', 'tee', 'copy_file_range', 'process_vm_writev', 'io_uring_setup'],
  ['open', 'openat', 'creat', 'memfd_create', 'shm_open', 'rename', 'renameat', 'renameat2', 'link', 'linkat'],
  ['mkdir', 'mkdirat', 'connect', 'clone', 'clone3', 'fork', 'vfork', 'execve', 'mmap'],
].flat();
const UNSEEN = /^(sendfile|splice|vmsplice|tee|copy_file_range|process_vm_writev|io_uring_setup)$/;
/** No write of ours is longer: pipes and sockets take less at a time. */
const LONGEST = 4 * 1024 * 1024;

/** Arguments for strace, with a file for each thread beside `prefix`. */
export const straceArguments = (prefix: string): string[] => [
  ...['-ff', '-yy', '-qq', '-xx', '-s', String(LONGEST)],
  // Some kernels and versions of strace do not know all of them.
  ...['-e', `trace=${TRACED.map((call) => `?${call}`).join(',')}`],
  ...['-o', prefix],
];

/** Where bytes went, by the kernel's own word on the descriptor. */
export interface Written {
  kind: 'file' | 'pipe' | 'network' | 'socket' | 'kernel';
  /** A path, `pipe:[123]`, `TCP:[127.0.0.1:1->127.0.0.1:2]`, `UNIX-STREAM:[1->2]`. */
  to: string;
  bytes: Buffer;
}

/** A process of a traced command. */
export interface TracedProcess {
  pid: number;
  parent: number | null;
  /** Its arguments. */
  line: string;
  written: Written[];
  /** Files that it opened for writing, made or renamed, whether or not it wrote. */
  named: string[];
  /** Addresses it connected to. */
  connected: string[];
  /** Calls by which bytes could have gone unseen. */
  unseen: string[];
  /** It made memory that can be shared, or handed a descriptor to another process. */
  shared: string[];
}

/** What a traced command and everything that it started did, from its logs. Threads are told of as their process. */
export function readTrace(prefix: string): TracedProcess[] {
  const logs = new Map(
    readdirSync(dirname(prefix))
      .filter((name) => name.startsWith(`${basename(prefix)}.`))
      .map((name) => [Number(name.slice(basename(prefix).length + 1)), join(dirname(prefix), name)]),
  );
  // A log of a film's raw pictures is long: each is read, told of, and let go.
  const threads = [...logs].map(([tid, file]) => readThread(tid, readFileSync(file, 'latin1')));
  const ownerOf = new Map<number, number>();
  for (const { tid, begun } of threads) for (const { pid, isThread } of begun) if (isThread) ownerOf.set(pid, tid);
  const processOf = (tid: number): number => (ownerOf.has(tid) ? processOf(ownerOf.get(tid)!) : tid);
  const parentOf = new Map(
    threads.flatMap(({ tid, begun }) =>
      begun.filter(({ isThread }) => !isThread).map(({ pid }) => [pid, processOf(tid)] as const),
    ),
  );
  const lineOf = (pid: number): string => {
    const own = threads.find(({ tid }) => tid === pid)?.line;
    return own ?? (parentOf.has(pid) ? lineOf(parentOf.get(pid)!) : '');
  };
  return [...new Set(threads.map(({ tid }) => processOf(tid)))].map((pid) => {
    const own = threads.filter(({ tid }) => processOf(tid) === pid);
    return {
      pid,
      parent: parentOf.get(pid) ?? null,
      line: lineOf(pid),
      written: own.flatMap(({ written }) => written),
      named: [...new Set(own.flatMap(({ named }) => named))],
      connected: [...new Set(own.flatMap(({ connected }) => connected))],
      unseen: own.flatMap(({ unseen }) => unseen),
      shared: own.flatMap(({ shared }) => shared),
    };
  });
}

interface Thread {
  tid: number;
  line: string | undefined;
  written: Written[];
  named: string[];
  connected: string[];
  unseen: string[];
  shared: string[];
  begun: { pid: number; isThread: boolean }[];
}

const STRING = /"((?:\\x[0-9a-f]{2})*)"/g;
const VECTOR = /iov_base="((?:\\x[0-9a-f]{2})*)"/g;
const bytesOf = (hex: string): Buffer => Buffer.from(hex.replaceAll('\\x', ''), 'hex');
const plain = (text: string): string => text.replace(/(?:\\x[0-9a-f]{2})+/g, (hex) => bytesOf(hex).toString('utf8'));

function readThread(tid: number, log: string): Thread {
  const thread: Thread = {
    tid,
    line: undefined,
    written: [],
    named: [],
    connected: [],
    unseen: [],
    shared: [],
    begun: [],
  };
  for (const text of log.split('\n')) {
    const call = /^(\w+)\(/.exec(text)?.[1];
    const result = /\) += (-?\d+)/.exec(text.slice(-200))?.[1];
    if (!call || (result?.startsWith('-') && call !== 'connect')) continue;
    if (text.includes('SCM_RIGHTS') || call === 'memfd_create') thread.shared.push(text.slice(0, 200));
    if (call === 'memfd_create' || isOwnRing(text)) continue;
    if (UNSEEN.test(call) || mapsFile(text)) thread.unseen.push(text.slice(0, 200));
    else if (call === 'mmap') continue;
    else if (call === 'execve')
      thread.line = [...text.matchAll(STRING)]
        .slice(1)
        .map(([, hex]) => bytesOf(hex!))
        .join(' ');
    else if (/^(clone3?|v?fork)$/.test(call))
      thread.begun.push({ pid: Number(result), isThread: text.includes('CLONE_THREAD') });
    else if (call === 'connect') thread.connected.push(addressOf(text));
    else if (/^(write|writev|pwrite64|pwritev2?|sendto|sendmsg|sendmmsg)$/.test(call))
      thread.written.push(written(text, Number(result)));
    else thread.named.push(...nameIn(call, text));
  }
  return thread;
}

/** libuv tells the kernel by a ring of 256 entries which descriptors it waits for; it writes by one of another kind, if it is asked to. */
const isOwnRing = (text: string): boolean =>
  text.startsWith('io_uring_setup(256, ') && !text.includes('IORING_SETUP_SQPOLL');

/** A file that is mapped to be written has its bytes from memory. SQLite's index of its log is one, and holds numbers of pages. */
function mapsFile(text: string): boolean {
  if (!text.startsWith('mmap(') || !text.includes('MAP_SHARED') || !text.includes('PROT_WRITE')) return false;
  const path = plain(/, \d+<(.*?)>, /.exec(text)?.[1] ?? '');
  return path !== '' && kindOf(path) === 'file' && !path.endsWith('.db-shm');
}

function written(text: string, length: number): Written {
  const to = plain(/^\w+\(\d+<(.*?)>,/s.exec(text.slice(0, 2000))?.[1] ?? '?');
  // Of a message the address is a text too; only what stands in its vectors is sent.
  const pieces = [...text.matchAll(VECTOR)];
  const [plainly] = text.matchAll(STRING);
  const sent = Buffer.concat((pieces.length > 0 ? pieces : plainly ? [plainly] : []).map(([, hex]) => bytesOf(hex!)));
  // sendmmsg counts messages, not bytes.
  // What a process that was killed had begun to write may have been written.
  const bytes = text.startsWith('sendmmsg') || Number.isNaN(length) ? sent : sent.subarray(0, length);
  return { kind: kindOf(to), to, bytes };
}

function kindOf(to: string): Written['kind'] {
  if (to.startsWith('pipe:')) return 'pipe';
  if (/^(TCP|UDP)/.test(to)) return 'network';
  if (/^(UNIX|socket|NETLINK)/.test(to)) return 'socket';
  if (/^(anon_inode|\/proc\/|\/sys\/|\/memfd:|\/dev\/(null|tty|pts|u?random|zero|shm\/pulse))/.test(to))
    return 'kernel';
  return 'file';
}

function nameIn(call: string, text: string): string[] {
  if (call === 'openat' || call === 'open') {
    if (!/O_(WRONLY|RDWR|CREAT|APPEND|TRUNC)/.test(text)) return [];
    const path = plain(/ = \d+<(.*)>$/.exec(text)?.[1] ?? '');
    return kindOf(path) === 'file' ? [path] : [];
  }
  const last = [...text.matchAll(STRING)].at(-1)?.[1];
  return last === undefined ? [] : [bytesOf(last).toString('utf8')];
}

function addressOf(text: string): string {
  const port = /sin6?_port=htons\((\d+)\)/.exec(text)?.[1];
  if (port === undefined) return plain(/sun_path=@?"(.*?)"/.exec(text)?.[1] ?? 'a local socket');
  const host = plain(/inet_addr\("(.*?)"\)|inet_pton\(AF_INET6, "(.*?)"/.exec(text)?.slice(1).find(Boolean) ?? '?');
  return `${host}:${port}`;
}
