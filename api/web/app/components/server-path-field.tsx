import { useState } from 'preact/hooks';
import { Button } from './button.tsx';
import { Field, type FieldProps } from './field.tsx';
import { ServerPathDialog, type Wanted } from './server-path-dialog.tsx';
import { texts as t } from './texts.ts';

/** A path in the folders that the server may read: written, or chosen from what is there. */
export function ServerPathField({
  value,
  isRequired,
  wanted,
  onChange,
  ...field
}: FieldProps & {
  readonly value: string;
  readonly isRequired?: boolean;
  readonly wanted: Wanted;
  readonly onChange: (path: string) => void;
}) {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Field
        {...field}
        control={(attributes) => (
          <div class="path-field">
            <input
              {...attributes}
              type="text"
              required={isRequired}
              spellcheck={false}
              autocomplete="off"
              value={value}
              onInput={(event) => onChange(event.currentTarget.value)}
            />
            <Button
              label={t('chooseFor', { field: field.label })}
              icon="folder"
              onPress={() => setOpen(true)}
            />
          </div>
        )}
      />
      {isOpen && (
        <ServerPathDialog
          title={field.label}
          wanted={wanted}
          onClose={() => setOpen(false)}
          onChoose={(path) => {
            setOpen(false);
            onChange(path);
          }}
        />
      )}
    </>
  );
}
