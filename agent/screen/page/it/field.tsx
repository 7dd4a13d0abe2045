import type { ComponentChildren } from 'preact';
import { useId, useState } from 'preact/hooks';

interface FieldProps {
  label: string;
  hint?: string | undefined;
  value: string;
  change(value: string): void;
  /** The typing is over. */
  left?(): void;
  type?: 'text' | 'password' | 'date' | 'number' | 'search';
  pattern?: string;
  placeholder?: string;
  isRequired?: boolean;
  /** Shown behind it. */
  unit?: string;
  step?: number;
  min?: number;
  max?: number;
}

/** One line to be typed, with its name above and what it should be below. */
export function Field({
  label,
  hint,
  value,
  change,
  left,
  unit,
  isRequired = false,
  type = 'text',
  ...more
}: FieldProps) {
  const id = useId();
  return (
    <div class="it-field" data-kind={type}>
      <label for={id}>{label}</label>
      <span class="it-input">
        <input
          {...more}
          // What is typed is text, whatever helps to type it.
          type={type as 'text'}
          id={id}
          class="field"
          required={isRequired}
          autocomplete={type === 'password' ? 'new-password' : 'off'}
          spellcheck={false}
          aria-describedby={hint ? `${id}-hint` : undefined}
          value={value}
          onInput={({ currentTarget }) => change(currentTarget.value)}
          onBlur={left}
        />
        {unit && <span class="it-unit">{unit}</span>}
      </span>
      {hint && (
        <span id={`${id}-hint`} class="it-hint">
          {hint}
        </span>
      )}
    </div>
  );
}

interface ChoiceProps<T extends string> {
  label: string;
  value: T;
  options: readonly { value: T; text: string }[];
  change(value: T): void;
}

/** One of several. */
export function Choice<T extends string>({ label, value, options, change }: ChoiceProps<T>) {
  const id = useId();
  return (
    <div class="it-field">
      <label for={id}>{label}</label>
      <select id={id} class="field" value={value} onChange={({ currentTarget }) => change(currentTarget.value as T)}>
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.text}
          </option>
        ))}
      </select>
    </div>
  );
}

/** A number that is taken over while it is typed, as long as it is one. */
export function NumberField({
  value,
  change,
  digits = 2,
  ...more
}: {
  label: string;
  value: number;
  change(value: number): void;
  unit?: string;
  digits?: number;
  step?: number;
  min?: number;
  max?: number;
}) {
  const rounded = Number(value.toFixed(digits));
  const [text, setText] = useState(String(rounded));
  // On the way to 1.05 there is 1.0: it must not become 1 under the finger.
  const shown = isNumber(text) && Number(Number(text).toFixed(digits)) === rounded ? text : String(rounded);
  return (
    <Field
      {...more}
      type="number"
      value={text === '' ? text : shown}
      change={(typed) => {
        setText(typed);
        if (isNumber(typed)) change(Number(typed));
      }}
      left={() => setText(String(rounded))}
    />
  );
}

const isNumber = (text: string) => text.trim() !== '' && Number.isFinite(Number(text));

/** A part of a page, with its heading. */
export function Section({
  title,
  aside,
  children,
}: {
  title: string;
  aside?: ComponentChildren;
  children: ComponentChildren;
}) {
  return (
    <section class="it-section">
      <h2>
        {title}
        {aside && <span class="aside">{aside}</span>}
      </h2>
      {children}
    </section>
  );
}
