import { useState } from 'preact/hooks';
import { Button } from '../../components/button.tsx';
import { Icon } from '../../components/icon.tsx';
import { PartEditor } from './part-editor.tsx';
import type { Part } from './search-state.ts';
import { texts as t } from './texts.ts';
import { usePartLook } from './use-part-look.ts';

/** What is mixed, one chip each: pressing one opens its weight and words. */
export function PartChips({
  parts,
  onChange,
}: {
  readonly parts: readonly Part[];
  readonly onChange: (parts: readonly Part[]) => void;
}) {
  const [editing, setEditing] = useState<number>();
  const edited = editing === undefined ? undefined : parts[editing];
  const without = (index: number): readonly Part[] => parts.filter((_, i) => i !== index);
  if (parts.length === 0) return null;
  return (
    <>
      <ul class="chips" aria-label={t('parts')}>
        {parts.map((part, index) => (
          <Chip
            key={`${index}-${part.kind}-${part.value}`}
            part={part}
            onEdit={() => setEditing(index)}
            onRemove={() => onChange(without(index))}
          />
        ))}
      </ul>
      {edited !== undefined && editing !== undefined && (
        <PartEditor
          part={edited}
          onClose={() => setEditing(undefined)}
          onSave={(part) => {
            setEditing(undefined);
            onChange(parts.map((one, i) => (i === editing ? part : one)));
          }}
        />
      )}
    </>
  );
}

function Chip({
  part,
  onEdit,
  onRemove,
}: {
  readonly part: Part;
  readonly onEdit: () => void;
  readonly onRemove: () => void;
}) {
  const { name, picture } = usePartLook(part);
  const values = { text: name, name, weight: part.weight };
  return (
    <li class={`chip${part.weight < 0 ? ' negative' : ''}`}>
      <button type="button" class="chip-body" onClick={onEdit}>
        <span class="visually-hidden">{t(part.kind === 'text' ? 'partText' : 'partPicture', values)}</span>
        <Icon name={part.weight < 0 ? 'minus' : 'plus'} size={14} />
        {part.kind === 'text' ? (
          <span aria-hidden="true">{name}</span>
        ) : picture === undefined ? (
          <Icon name="picture" size={18} />
        ) : (
          <img src={picture} alt="" />
        )}
        {Math.abs(part.weight) !== 1 && (
          <span class="chip-weight numeric" aria-hidden="true">
            ×{Math.abs(part.weight)}
          </span>
        )}
      </button>
      <Button look="plain" icon="close" label={t('removePart', { name })} onPress={onRemove} />
    </li>
  );
}
