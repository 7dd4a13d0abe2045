/** One file that a traced command opened for writing, made, renamed or wrote to. */
export interface WrittenFile {
  call: string;
  path: string;
}

/**
 * What a command and all its children wrote to, from the log of `strace -f -y`: every path opened for writing or made,
 * and every path behind a descriptor that was written to. Pipes and sockets have no path and do not count.
 */
export function writtenFiles(log: string): WrittenFile[] {
  const written: WrittenFile[] = [];
  for (const line of log.split('\n')) {
    const call = /^(?:\[pid +\d+\] |\d+ +)?(\w+)\(/.exec(line)?.[1];
    if (!call || / = -1 /.test(line)) continue;
    const path = pathWritten(call, line);
    if (path) written.push({ call, path });
  }
  return written;
}

function pathWritten(call: string, line: string): string | undefined {
  if (/^(open|openat|creat)$/.test(call)) {
    if (call !== 'creat' && !/O_(WRONLY|RDWR|CREAT|APPEND|TRUNC)/.test(line)) return undefined;
    // The kernel's own word on what was opened stands behind the returned descriptor.
    return / = \d+<([^>]+)>/.exec(line)?.[1];
  }
  if (/^(rename|renameat|renameat2|mkdir|mkdirat|link|linkat|symlink)$/.test(call))
    return [...line.matchAll(/"([^"]+)"/g)].at(-1)?.[1];
  if (/^(write|writev|pwrite64|pwritev|pwritev2|ftruncate|fallocate|sendfile|copy_file_range)$/.test(call)) {
    return /^\S*?\w+\(\d+<(\/[^>]*)>/.exec(line.replace(/^(?:\[pid +\d+\] |\d+ +)/, ''))?.[1];
  }
  return undefined;
}
