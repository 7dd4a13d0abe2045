import { useState } from 'preact/hooks';
import type { ConfigurationChange, SetupSource, SourceFields } from '../../../setup/controls/configuration.ts';
import { Choice, Field } from '../field.tsx';
import type { Failure } from '../trouble.tsx';
import { useItTexts } from '../words/use-it-texts.ts';
import { SaveLine } from './save-line.tsx';
import { SourcePreview } from './source-preview.tsx';

interface SourceFormProps {
  source: SetupSource;
  /** As it is saved. */
  known: SourceFields | undefined;
  /** As it was found on the network, not saved yet. */
  found: Partial<SourceFields> | undefined;
  /** Whose password is kept. */
  user: string | undefined;
  change(
    source: SetupSource,
    fields: SourceFields | null,
    login?: ConfigurationChange['logins'][SetupSource],
  ): Promise<Failure | null>;
}

const isNetwork = (address: string) => /^(rtsps?|https?):\/\//i.test(address);
const isRtsp = (address: string) => /^rtsps?:\/\//i.test(address);

/** One source: where it is, its login, and what it shows. */
export function SourceForm({ source, known, found, user, change }: SourceFormProps) {
  const { sources: texts } = useItTexts();
  const [address, setAddress] = useState(found?.address ?? known?.address ?? '');
  const [substream, setSubstream] = useState(found?.substream ?? known?.substream ?? '');
  const [transport, setTransport] = useState<'tcp' | 'udp'>(known?.transport ?? 'tcp');
  const [decoder, setDecoder] = useState((known?.decoder ?? 'software') as keyof typeof texts.decoders);
  const [name, setName] = useState(user ?? '');
  const [password, setPassword] = useState('');
  const [failure, setFailure] = useState<Failure | null>(null);
  const [isSaved, setSaved] = useState<boolean | null>(found ? false : null);
  const isCamera = source === 'studentCamera' || source === 'teacherCamera';
  const typed =
    <T,>(set: (value: T) => void) =>
    (value: T) => {
      set(value);
      setSaved(false);
    };
  const done = (failed: Failure | null) => {
    setFailure(failed);
    setSaved(failed === null);
  };

  const submit = async (event: Event) => {
    event.preventDefault();
    const {
      address: _a,
      substream: _s,
      transport: _t,
      decoder: _d,
      credentials,
      ...others
    } = sameKind(known, address) ? known! : ({} as SourceFields);
    const login = isNetwork(address) && name !== '' && password !== '' ? { user: name.trim(), password } : undefined;
    const fields: SourceFields = {
      address: address.trim(),
      ...others,
      ...(credentials !== undefined && isNetwork(address) && { credentials }),
      ...(isCamera && isNetwork(address) && substream.trim() !== '' && { substream: substream.trim() }),
      ...(isRtsp(address) && transport !== 'tcp' && { transport }),
      ...(isCamera && isRtsp(address) && decoder !== 'software' && { decoder }),
    };
    const failed = await change(source, fields, login);
    if (failed === null) setPassword('');
    done(failed);
  };

  return (
    <section class="source">
      <header class="source-head">
        <div>
          <h2>{texts.names[source]}</h2>
          <p class="hint">{texts.leads[source]}</p>
        </div>
        {known && (
          <button type="button" class="button" onClick={async () => done(await change(source, null))}>
            {texts.remove}
          </button>
        )}
      </header>
      <div class="source-body">
        <form class="it-form" onSubmit={submit}>
          <Field
            label={texts.address}
            value={address}
            change={typed(setAddress)}
            placeholder={isCamera ? texts.addressHints.camera : texts.addressHints.microphone}
            isRequired
          />
          {isNetwork(address) && (
            <>
              <div class="it-pair">
                <Field label={texts.user} value={name} change={typed(setName)} />
                <Field
                  label={texts.password}
                  type="password"
                  value={password}
                  change={typed(setPassword)}
                  placeholder={user === undefined ? '' : texts.passwordKept}
                />
              </div>
              <p class="it-hint">
                {texts.passwordHint}
                {user !== undefined && known && (
                  <button type="button" class="button" onClick={async () => done(await change(source, known, null))}>
                    {texts.removeLogin}
                  </button>
                )}
              </p>
              <details class="it-more" open={substream !== '' || transport === 'udp' || decoder !== 'software'}>
                <summary>{texts.more}</summary>
                {isCamera && (
                  <Field
                    label={texts.substream}
                    hint={texts.substreamHint}
                    value={substream}
                    change={typed(setSubstream)}
                  />
                )}
                {isRtsp(address) && (
                  <div class="it-pair">
                    <Choice
                      label={texts.transport}
                      value={transport}
                      options={[
                        { value: 'tcp', text: 'TCP' },
                        { value: 'udp', text: 'UDP' },
                      ]}
                      change={typed((value: 'tcp' | 'udp') => setTransport(value))}
                    />
                    {isCamera && (
                      <Choice
                        label={texts.decoder}
                        value={decoder}
                        options={(['software', 'vaapi', 'v4l2m2m'] as const).map((value) => ({
                          value,
                          text: texts.decoders[value],
                        }))}
                        change={typed((value: keyof typeof texts.decoders) => setDecoder(value))}
                      />
                    )}
                  </div>
                )}
              </details>
            </>
          )}
          <SaveLine isSaved={isSaved} failure={failure} />
        </form>
        {known ? <SourcePreview source={source} /> : <p class="hint preview-none">{texts.saveFirst}</p>}
      </div>
    </section>
  );
}

/** Settings such as a picture's size belong to one kind of address, and go with it. */
function sameKind(known: SourceFields | undefined, address: string): boolean {
  const kind = (text: string) => /^(rtsps?|https?|alsa|pulse|\/dev)\b/i.exec(text)?.[1]?.toLowerCase() ?? 'file';
  return known !== undefined && kind(known.address) === kind(address);
}
