import { useState } from 'preact/hooks';
import type { ConfigurationChange, SetupSource, SourceFields } from '../../../setup/controls/configuration.ts';
import type { Failure } from '../trouble.tsx';
import { useItTexts } from '../words/use-it-texts.ts';
import { CameraSearch } from './camera-search.tsx';
import { SourceForm } from './source-form.tsx';
import { useConfiguration } from './use-configuration.tsx';

const isMicrophone = (source: SetupSource) => source === 'microphone' || source === 'microphone2';

/** What the room is seen and heard by; each source is saved and previewed by itself. */
export function SourcesStep() {
  const { sources: texts } = useItTexts();
  const { configuration, save } = useConfiguration();
  const { sources = {} } = configuration.settings;
  const [added, setAdded] = useState<SetupSource[]>([]);
  /** So often a microphone was taken away; the other one may have taken its place. */
  const [movedMicrophones, setMovedMicrophones] = useState(0);
  const [found, setFound] = useState<Partial<Record<SetupSource, Partial<SourceFields>>>>({});
  const known: Record<SetupSource, SourceFields | undefined> = {
    studentCamera: sources.studentCamera,
    teacherCamera: sources.teacherCamera,
    microphone: sources.microphone?.[0],
    microphone2: sources.microphone?.[1],
  };
  const offered = (['studentCamera', 'teacherCamera', 'microphone', 'microphone2'] as const).filter(
    (source) => source !== 'microphone2' || known.microphone,
  );

  const change = async (
    source: SetupSource,
    fields: SourceFields | null,
    login?: ConfigurationChange['logins'][SetupSource],
  ): Promise<Failure | null> => {
    const next = { ...known, [source]: fields ?? undefined };
    const microphones = [next.microphone, next.microphone2].filter((each) => each !== undefined);
    const all = {
      ...(next.studentCamera && { studentCamera: next.studentCamera }),
      ...(next.teacherCamera && { teacherCamera: next.teacherCamera }),
      ...(microphones.length > 0 && { microphone: microphones }),
    };
    const failed = await save({ sources: all }, login === undefined ? {} : { [source]: login });
    if (failed === null) setAdded((before) => before.filter((each) => each !== source));
    if (failed === null && fields === null && isMicrophone(source)) setMovedMicrophones((before) => before + 1);
    return failed;
  };
  const useStream = (source: SetupSource, fields: Partial<SourceFields>) => {
    setFound((before) => ({ ...before, [source]: fields }));
    setAdded((before) => [...before, source]);
  };

  return (
    <div class="sources">
      {offered.map((source) =>
        known[source] || added.includes(source) ? (
          <SourceForm
            key={`${source} ${found[source]?.address ?? ''} ${known[source] !== undefined} ${isMicrophone(source) ? movedMicrophones : ''}`}
            source={source}
            known={known[source]}
            found={found[source]}
            user={configuration.users[source]}
            change={change}
          />
        ) : (
          <section key={source} class="source-empty">
            <div>
              <h2>{texts.names[source]}</h2>
              <p class="hint">{texts.leads[source]}</p>
            </div>
            <button type="button" class="it-button" onClick={() => setAdded([...added, source])}>
              {texts.add}
            </button>
          </section>
        ),
      )}
      <CameraSearch use={useStream} />
    </div>
  );
}
