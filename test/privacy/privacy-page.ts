import { CONTROL_BYTES, type PrivacyProof, type Searched } from './privacy-proof.ts';

/** docs/privacy.md: what was looked for, where, and what was found. */
export function privacyPage({ lengthS, programs, control, searched, forbidden }: PrivacyProof): string {
  const media = control.reduce((sum, { bytes }) => sum + bytes, 0);
  return [
    '# No picture and no sound leaves the sensor processes',
    '',
    'Written by `npm run privacy -- --write`; `npm test` does the same and fails where anything is found. A lesson is held with two cameras over',
    'RTSP and a microphone. In every picture there are bars, and in the sound a rattle twice a second, that follow one and the same code',
    '(an m-sequence of 63). The agent runs under `strace` with everything that it starts, so that every byte that any of its processes writes',
    'is looked at: as rows of a picture of any usual size and pixel, as sound of any usual rate, as a copy of a piece of the coded film, as the',
    'beginning of a picture or sound file; each also compressed (gzip, deflate, Brotli, Zstandard), in base64, as a list of numbers, in parts of an HTTP',
    'message, and in cells of a database. What is encrypted cannot be searched: the lesson’s broker and page speak in plain.',
    '',
    `The last one lasted ${lengthS.toFixed(0)} s. What ffmpeg hands to its sensor process must hold the code, or the search is worth nothing:`,
    '',
    ...table(control),
    '',
    `(Of each no more than the first ${CONTROL_BYTES / 1e6} MB are looked at: ${bytesText(media)} in all.) Everywhere else there must be nothing:`,
    '',
    ...table(searched),
    '',
    'What each program wrote, bytes:',
    '',
    '| program | processes | to files | to the network | to other processes |',
    '|---|---|---|---|---|',
    ...programs.map(({ program, processes, bytes: { file = 0, network = 0, pipe = 0, socket = 0 } }) => {
      const cells = [file, network, pipe + socket].map((each) => each.toLocaleString('en'));
      return `| \`${program}\` | ${processes} | ${cells.join(' | ')} |`;
    }),
    '',
    forbidden.length === 0
      ? 'Only sensor processes began an ffmpeg. None but the agent wrote a file, and it only in its data folder. Nobody connected to anything but the\n' +
        'configured cameras, sound server and broker. No call was made by which bytes leave a process unseen, and but for ffmpeg and `pactl`, which\n' +
        'talk to the sound server, none shared memory or a descriptor.'
      : ['What must not be:', '', ...forbidden.map((each) => `* ${each}`)].join('\n'),
    '',
    '## Where else pictures could be',
    '',
    '| where | why not | shown by |',
    '|---|---|---|',
    '| core dumps | the service has `LimitCORE=0`, the launcher `ulimit -c 0` and a `coredump_filter` of 0, so that a dump that is piped to a program has no memory in it either; sensors inherit all of it | `test/live-privacy.e2e.test.ts` crashes a sensor of a room whose administrator asked for core dumps |',
    '| swap | the service has `MemorySwapMax=0`: its memory stays in memory | `systemd/units.test.ts` |',
    '| hibernation | writes the whole memory to the disk: do not set it up on such a machine, or encrypt its swap (`docs/security.md`) | — |',
    '| a preview for school IT | the one way a picture goes to a page: in memory, for who is signed in as IT, told on the panel, never during a lesson | `test/first-run.e2e.test.ts` |',
    '| a recording that a teacher brings | lies in a folder of the agent’s until it was measured | `agent/recordings/recording-desk.test.ts` |',
    '',
    'What this does not show: what a kernel, a driver or a graphics processor keeps, and what somebody with root rights reads out of memory.',
    '',
  ].join('\n');
}

const table = (places: readonly Searched[]): string[] => [
  '| place | bytes | found |',
  '|---|---|---|',
  ...places.map(
    ({ place, bytes, found }) => `| ${place} | ${bytes.toLocaleString('en')} | ${found.join('; ') || 'nothing'} |`,
  ),
];

const bytesText = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`;
