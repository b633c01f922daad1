import { useId, useState } from 'preact/hooks';
import { Button } from '../../components/button.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { TextField } from '../../components/field.tsx';
import { isWeight, type Part } from './search-state.ts';
import { texts as t } from './texts.ts';
import { usePartLook } from './use-part-look.ts';

/** Changes the words and the weight of a part. */
export function PartEditor({
  part,
  onSave,
  onClose,
}: {
  readonly part: Part;
  readonly onSave: (part: Part) => void;
  readonly onClose: () => void;
}) {
  const [value, setValue] = useState(part.value);
  const [weight, setWeight] = useState(String(part.weight));
  const { picture } = usePartLook(part);
  const form = useId();
  const isGood = weight.trim() !== '' && isWeight(Number(weight));
  return (
    <Dialog
      title={t('editPart')}
      onClose={onClose}
      footer={
        <>
          <Button onPress={onClose}>{t('cancel')}</Button>
          <Button look="primary" type="submit" form={form}>
            {t('save')}
          </Button>
        </>
      }
    >
      <form
        id={form}
        class="stack"
        onSubmit={(event) => {
          event.preventDefault();
          if (isGood && value.trim() !== '') onSave({ ...part, value: value.trim(), weight: Number(weight) });
        }}
      >
        {part.kind === 'text' ? (
          <TextField label={t('words')} value={value} onInput={setValue} isRequired maxLength={500} />
        ) : (
          picture !== undefined && (
            <div class="tile part-picture">
              <img src={picture} alt="" />
            </div>
          )
        )}
        <WeightField weight={weight} isGood={isGood} onInput={setWeight} />
      </form>
    </Dialog>
  );
}

function WeightField({
  weight,
  isGood,
  onInput,
}: {
  readonly weight: string;
  readonly isGood: boolean;
  readonly onInput: (weight: string) => void;
}) {
  return (
    <>
      <TextField
        label={t('weight')}
        type="number"
        step="any"
        min={-100}
        max={100}
        hint={t('weightHint')}
        error={isGood ? undefined : t('badWeight')}
        value={weight}
        onInput={onInput}
      />
      <input
        type="range"
        min={-2}
        max={2}
        step={0.1}
        aria-label={t('slide')}
        value={Number(weight)}
        onInput={(event) => onInput(event.currentTarget.value)}
      />
    </>
  );
}
