import { Button } from '../../../components/button.tsx';
import { TextField } from '../../../components/field.tsx';
import { FailureNotice } from '../../../components/notice.tsx';
import { JsonField } from '../json-field.tsx';
import { type Draft, type DraftProblem, metadataOf } from './drafts.ts';
import { texts as t } from './texts.ts';

/** Key, text and metadata of an item that is not stored yet. */
export function DraftForm({
  draft,
  index,
  problem,
  onChange,
  onRemove,
}: {
  readonly draft: Draft;
  readonly index: number;
  readonly problem: DraftProblem | undefined;
  readonly onChange: (change: Partial<Draft>) => void;
  readonly onRemove: () => void;
}) {
  const { picture, key, text, json, failure } = draft;
  const number = index + 1;
  const error = problem === undefined ? undefined : t(problem);
  return (
    <fieldset class="draft">
      <legend class="visually-hidden">{t('itemNumber', { index: number })}</legend>
      {picture !== undefined && (
        <figure class="tile">
          <img src={picture.url} alt={picture.name} />
        </figure>
      )}
      <div class="draft-fields">
        <TextField
          label={t('key')}
          value={key}
          maxLength={512}
          onInput={(next) => onChange({ key: next })}
          error={problem === 'nothing' ? undefined : error}
        />
        <TextField
          label={t(picture === undefined ? 'textOnly' : 'text')}
          value={text}
          onInput={(next) => onChange({ text: next })}
          error={problem === 'nothing' ? error : undefined}
        />
        <JsonField
          label={t('metadata')}
          rows={2}
          placeholder={'{"colour": "red"}'}
          text={json}
          read={metadataOf(draft)}
          onInput={(next) => onChange({ json: next })}
        />
        <FailureNotice failure={failure} />
      </div>
      <Button look="plain" icon="close" label={t('remove', { index: number })} onPress={onRemove} />
    </fieldset>
  );
}
