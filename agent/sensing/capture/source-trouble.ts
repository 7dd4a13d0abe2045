import { type LiveSource, sourceName } from '../../lesson/live-source.ts';
import { MediaError, type MediaErrorCode } from './media-error.ts';

/** What ffmpeg's words mean for whoever has to mend it. The first that fits is taken. */
const troubles: [pattern: RegExp, code: MediaErrorCode, remedy: string][] = [
  [/\b40[13]\b|unauthorized|authorization failed|forbidden/i, 'SOURCE_REFUSED', 'check user and password'],
  [/\b404\b|(?<!decoder.*)not found/i, 'SOURCE_UNKNOWN', 'check the path of the address'],
  [
    /connection refused|no route to host|network is unreachable|host is unreachable|name or service|failed to resolve|temporary failure in name/i,
    'SOURCE_UNREACHABLE',
    'check that the device is switched on and reachable at this address',
  ],
  [/no such (file|device|process|entity)|no such/i, 'SOURCE_MISSING', 'check that it is plugged in, and its name'],
  [/resource busy|device busy/i, 'SOURCE_BUSY', 'another program uses it: stop that'],
  [
    /permission denied|access denied/i,
    'SOURCE_FORBIDDEN',
    'this user may not open it: add it to the groups video and audio',
  ],
  [/timed out|timeout/i, 'SOURCE_SILENT', 'check cable and network'],
];

/**
 * Why a source was lost, from the last thing ffmpeg said that means something.
 * @param log ffmpeg's last lines without secrets
 */
export function troubleOf(source: LiveSource, log: readonly string[]): MediaError {
  const name = sourceName(source);
  for (const line of log.toReversed()) {
    // Numbers in an address or of a place in memory are no answer of a server.
    const said = words(line, name)
      .replaceAll(name, '')
      .replace(/\w+:\/\/\S+/g, '');
    const trouble = troubles.find(([pattern]) => pattern.test(said));
    if (trouble) return new MediaError(trouble[1], `${name}: ${words(line, name)}; ${trouble[2]}`, log);
  }
  const last = log.at(-1);
  return new MediaError('SOURCE_LOST', `${name}: ${last ? words(last, name) : 'the stream ended'}`, log);
}

/** ffmpeg's line without its own addresses. */
const words = (line: string, name: string) =>
  line
    .replace(/^\[[^\]]*\] /, '')
    .replaceAll(`${name}: `, '')
    .replace(/^async:pipe:3: /, '')
    .trim();
