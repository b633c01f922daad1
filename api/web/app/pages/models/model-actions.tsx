import { useState } from 'preact/hooks';
import { request } from '../../client/request.ts';
import { useAction } from '../../client/use-action.ts';
import { Button } from '../../components/button.tsx';
import { Select } from '../../components/field.tsx';
import { FailureNotice } from '../../components/notice.tsx';
import {
  LoadModelDocument,
  type ModelCardFragment,
  type Precision,
  SetDefaultModelDocument,
  UnloadModelDocument,
} from '../../generated/operations.ts';
import { texts as t } from './texts.ts';

/** What an administrator does with a model. */
export function ModelActions({
  model,
  onChanged,
}: {
  readonly model: ModelCardFragment;
  readonly onChanged: (done: string) => void;
}) {
  const { name } = model;
  const [precision, setPrecision] = useState<Precision | ''>('');
  const load = useAction(async () => {
    await request(LoadModelDocument, { name, precision: precision === '' ? null : precision });
    onChanged(t('doneLoaded', { name }));
  });
  const unload = useAction(async () => {
    await request(UnloadModelDocument, { name });
    onChanged(t('doneUnloaded', { name }));
  });
  const choose = useAction(async () => {
    await request(SetDefaultModelDocument, { name });
    onChanged(t('doneDefault', { name }));
  });
  const isBusy = load.isBusy || unload.isBusy || choose.isBusy;
  return (
    <>
      <div class="row">
        {model.precisions.length > 1 && (
          <PrecisionSelect model={model} value={precision} onChange={setPrecision} />
        )}
        <Act label={t('load')} name={t('loadNamed', { name })} action={load} isBlocked={isBusy} />
        {model.runtime !== null && (
          <Act label={t('unload')} name={t('unloadNamed', { name })} action={unload} isBlocked={isBusy} />
        )}
        {!model.isDefault && (
          <Act
            label={t('makeDefault')}
            name={t('makeDefaultNamed', { name })}
            action={choose}
            isBlocked={isBusy}
          />
        )}
      </div>
      <FailureNotice failure={load.failure ?? unload.failure ?? choose.failure} />
    </>
  );
}

function Act({
  label,
  name,
  action,
  isBlocked,
}: {
  readonly label: string;
  /** To screen readers, as there are many of them. */
  readonly name: string;
  readonly action: { readonly run: () => Promise<boolean>; readonly isBusy: boolean };
  readonly isBlocked: boolean;
}) {
  return (
    <Button isBusy={action.isBusy} isDisabled={isBlocked} label={name} onPress={() => void action.run()}>
      {label}
    </Button>
  );
}

function PrecisionSelect({
  model,
  value,
  onChange,
}: {
  readonly model: ModelCardFragment;
  readonly value: Precision | '';
  readonly onChange: (precision: Precision | '') => void;
}) {
  return (
    <Select
      label={t('precisionOf', { name: model.name })}
      isLabelHidden
      value={value}
      options={[
        { value: '' as const, label: t('preferred') },
        ...model.precisions.map(({ precision }) => ({ value: precision, label: precision })),
      ]}
      onChange={onChange}
    />
  );
}
