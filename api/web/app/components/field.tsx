import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';

export interface FieldProps {
  readonly label: string;
  /** Keeps the label for screen readers only, where the place says what it is. */
  readonly isLabelHidden?: boolean;
  readonly hint?: ComponentChildren;
  /** What is wrong with the value. */
  readonly error?: string | undefined;
}

export interface ControlAttributes {
  readonly id: string;
  readonly 'aria-describedby': string | undefined;
  readonly 'aria-invalid': boolean | undefined;
}

/** Label, hint and error around a control, tied to it for screen readers. */
export function Field({
  label,
  isLabelHidden = false,
  hint,
  error,
  control,
}: FieldProps & { readonly control: (attributes: ControlAttributes) => ComponentChildren }) {
  const id = useId();
  const described = [
    hint === undefined ? undefined : `${id}-hint`,
    error === undefined ? undefined : `${id}-error`,
  ].filter((one) => one !== undefined);
  return (
    <div class="field">
      <label for={id} class={isLabelHidden ? 'visually-hidden' : undefined}>
        {label}
      </label>
      {control({
        id,
        'aria-describedby': described.length === 0 ? undefined : described.join(' '),
        'aria-invalid': error !== undefined || undefined,
      })}
      {hint !== undefined && (
        <p class="hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      {error !== undefined && (
        <p class="field-error" id={`${id}-error`}>
          {error}
        </p>
      )}
    </div>
  );
}

export interface TextFieldProps extends FieldProps {
  readonly value: string;
  readonly onInput: (value: string) => void;
  readonly type?: 'text' | 'password' | 'search' | 'number' | 'date';
  readonly placeholder?: string | undefined;
  readonly isRequired?: boolean;
  readonly maxLength?: number;
  readonly min?: number;
  readonly max?: number;
  readonly step?: number | 'any';
  /** More than one line. */
  readonly rows?: number;
  readonly autocomplete?: string;
  readonly list?: string;
}

/** One line of text or a number; several lines with `rows`. */
export function TextField(props: TextFieldProps) {
  const { value, onInput, type = 'text', placeholder, isRequired, maxLength, rows } = props;
  const shared = { value, placeholder, required: isRequired, maxLength, spellcheck: false };
  return (
    <Field
      {...props}
      control={(attributes) =>
        rows === undefined ? (
          <input
            {...attributes}
            {...shared}
            // The types have one set of attributes for each type of input, and no set for several.
            type={type as 'text'}
            min={props.min}
            max={props.max}
            step={props.step}
            list={props.list}
            autocomplete={props.autocomplete ?? 'off'}
            onInput={(event) => onInput(event.currentTarget.value)}
          />
        ) : (
          <textarea
            {...attributes}
            {...shared}
            rows={rows}
            onInput={(event) => onInput(event.currentTarget.value)}
          />
        )
      }
    />
  );
}

export interface Option<Value extends string> {
  readonly value: Value;
  readonly label: string;
  /** Heading above it and its neighbours of the same group. */
  readonly group?: string;
}

export interface SelectProps<Value extends string> extends FieldProps {
  readonly value: Value;
  readonly options: readonly Option<Value>[];
  readonly onChange: (value: Value) => void;
}

/** The browser's own list. */
export function Select<Value extends string>(props: SelectProps<Value>) {
  const { value, options, onChange } = props;
  return (
    <Field
      {...props}
      control={(attributes) => (
        <select
          {...attributes}
          value={value}
          onChange={(event) => {
            const chosen = options[event.currentTarget.selectedIndex];
            if (chosen !== undefined) onChange(chosen.value);
          }}
        >
          {groupsOf(options).map(([group, members]) =>
            group === undefined ? (
              members.map(renderOption)
            ) : (
              <optgroup key={group} label={group}>
                {members.map(renderOption)}
              </optgroup>
            ),
          )}
        </select>
      )}
    />
  );
}

const renderOption = ({ value, label }: Option<string>) => (
  <option key={value} value={value}>
    {label}
  </option>
);

/** Neighbours of the same group together. */
function groupsOf<Value extends string>(options: readonly Option<Value>[]) {
  const groups: (readonly [string | undefined, Option<Value>[]])[] = [];
  for (const option of options) {
    const last = groups.at(-1);
    if (last !== undefined && last[0] === option.group) last[1].push(option);
    else groups.push([option.group, [option]]);
  }
  return groups;
}

/** A box to tick. */
export function Checkbox({
  label,
  isChecked,
  onChange,
}: {
  readonly label: ComponentChildren;
  readonly isChecked: boolean;
  readonly onChange: (isChecked: boolean) => void;
}) {
  return (
    <label class="checkbox">
      <input
        type="checkbox"
        checked={isChecked}
        onChange={(event) => onChange(event.currentTarget.checked)}
      />
      <span>{label}</span>
    </label>
  );
}

/** One of a few, all of them in sight. */
export function Segments<Value extends string>({
  label,
  value,
  options,
  onChange,
}: {
  readonly label: string;
  readonly value: Value;
  readonly options: readonly Option<Value>[];
  readonly onChange: (value: Value) => void;
}) {
  const name = useId();
  return (
    <fieldset class="segments">
      <legend class="visually-hidden">{label}</legend>
      {options.map((option) => (
        <label key={option.value}>
          <input
            type="radio"
            class="visually-hidden"
            name={name}
            value={option.value}
            checked={option.value === value}
            onChange={() => onChange(option.value)}
          />
          <span>{option.label}</span>
        </label>
      ))}
    </fieldset>
  );
}
