import { TextField } from '../../components/field.tsx';
import type { ReadJson } from './json-text.ts';
import { texts as t } from './texts.ts';

/** A JSON object to write; what is wrong with it is said while one writes. */
export function JsonField({
  label,
  hint,
  text,
  read,
  rows = 6,
  placeholder,
  onInput,
}: {
  readonly label: string;
  readonly hint?: string;
  readonly text: string;
  readonly read: ReadJson;
  readonly rows?: number;
  readonly placeholder?: string;
  readonly onInput: (text: string) => void;
}) {
  return (
    <div class="code-field">
      <TextField
        label={label}
        hint={hint}
        rows={rows}
        {...(placeholder === undefined ? {} : { placeholder })}
        value={text}
        onInput={onInput}
        error={read.problem && t(read.problem.kind === 'object' ? 'notAnObject' : 'notJson', read.problem)}
      />
    </div>
  );
}
