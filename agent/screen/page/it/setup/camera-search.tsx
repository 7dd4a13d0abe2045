import { useState } from 'preact/hooks';
import type { FoundCamera, FoundStream } from '../../../setup/controls/checks.ts';
import type { SetupSource, SourceFields } from '../../../setup/controls/configuration.ts';
import { Field, Section } from '../field.tsx';
import { fetchStreams, searchCameras } from '../it-api.ts';
import { type Failure, failureOf, Trouble } from '../trouble.tsx';
import { useItTexts } from '../words/use-it-texts.ts';

type Use = (source: SetupSource, fields: Partial<SourceFields>) => void;

/** Finds the cameras of the network, so that nobody has to know the addresses of their streams. */
export function CameraSearch({ use }: { use: Use }) {
  const { sources: texts } = useItTexts();
  const [isSearching, setSearching] = useState(false);
  const [found, setFound] = useState<FoundCamera[]>();
  const [failure, setFailure] = useState<Failure | null>(null);
  const search = async () => {
    setSearching(true);
    const outcome = await searchCameras();
    setSearching(false);
    setFailure(failureOf(outcome));
    if (outcome.kind === 'done') setFound(outcome.data);
  };
  return (
    <Section title={texts.search.title}>
      <div class="preview-line">
        <button type="button" class="it-button" disabled={isSearching} onClick={search}>
          {isSearching ? texts.search.running : texts.search.open}
        </button>
        <span class="hint" role="status">
          {found === undefined ? texts.search.hint : found.length > 0 && texts.search.found(found.length)}
        </span>
      </div>
      <Trouble failure={failure} />
      {found?.length === 0 && <p class="hint">{texts.search.none}</p>}
      {found?.map((camera) => (
        <Camera key={camera.address ?? camera.name} camera={camera} use={use} />
      ))}
    </Section>
  );
}

function Camera({ camera: { name, model, address }, use }: { camera: FoundCamera; use: Use }) {
  const { sources: texts } = useItTexts();
  const [user, setUser] = useState('');
  const [password, setPassword] = useState('');
  const [streams, setStreams] = useState<FoundStream[]>();
  const [failure, setFailure] = useState<Failure | null>(null);
  const askStreams = async (event: Event) => {
    event.preventDefault();
    const outcome = await fetchStreams(address!, { user, password });
    setFailure(failureOf(outcome));
    if (outcome.kind === 'done') setStreams(outcome.data);
  };
  const sub = streams?.find(({ role }) => role === 'sub')?.address ?? undefined;
  return (
    <div class="found-camera">
      <p>
        <strong>{[name, model].filter(Boolean).join(' · ') || address}</strong>{' '}
        <span class="hint">{address ?? texts.search.unreachable}</span>
      </p>
      {address && !streams && (
        <form class="it-pair" onSubmit={askStreams}>
          <Field label={texts.user} value={user} change={setUser} isRequired />
          <Field label={texts.password} type="password" value={password} change={setPassword} />
          <button type="submit" class="it-button">
            {texts.search.ask}
          </button>
        </form>
      )}
      <Trouble failure={failure} />
      {streams?.length === 0 && <p class="hint">{texts.search.noStreams}</p>}
      {streams
        ?.filter((stream) => stream.address !== null)
        .map((stream) => (
          <div key={stream.address} class="found-stream">
            <span>
              {stream.role && `${texts.search[stream.role]} · `}
              {[stream.codec, stream.width && `${stream.width} × ${stream.height}`].filter(Boolean).join(' · ')}
              {stream.hasSound && ` · ${texts.search.sound}`}
            </span>
            <span class="found-uses">
              {(['studentCamera', 'teacherCamera', 'microphone'] as const)
                .filter((source) => source !== 'microphone' || stream.hasSound)
                .map((source) => (
                  <button
                    key={source}
                    type="button"
                    class="it-button"
                    onClick={() =>
                      use(source, {
                        address: stream.address!,
                        ...(source !== 'microphone' && sub && sub !== stream.address && { substream: sub }),
                      })
                    }
                  >
                    {texts.names[source]}
                  </button>
                ))}
            </span>
          </div>
        ))}
    </div>
  );
}
