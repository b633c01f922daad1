import { useState } from 'preact/hooks';
import { request } from '../../../client/request.ts';
import { useAction } from '../../../client/use-action.ts';
import { Button } from '../../../components/button.tsx';
import { Dialog } from '../../../components/dialog.tsx';
import { Segments, Select, TextField } from '../../../components/field.tsx';
import { FailureNotice } from '../../../components/notice.tsx';
import { ServerPathField } from '../../../components/server-path-field.tsx';
import {
  type DatasetKind,
  RegisterDatasetDocument,
  type RegisterDatasetInput,
  type RetrievalBenchmark,
} from '../../../generated/operations.ts';
import { texts as t } from '../texts.ts';

interface Draft {
  readonly name: string;
  readonly kind: DatasetKind;
  readonly images: string;
  readonly texts: string;
  readonly benchmark: RetrievalBenchmark | '';
  readonly folder: string;
  readonly labels: string;
  readonly index: string;
  readonly elevater: string;
}

const emptyDraft: Draft = {
  name: '',
  kind: 'RETRIEVAL',
  images: '',
  texts: '',
  benchmark: '',
  folder: '',
  labels: '',
  index: '',
  elevater: '',
};

/** Gives files on the server a name. */
export function RegisterDialog({
  onClose,
  onRegistered,
}: {
  readonly onClose: () => void;
  readonly onRegistered: () => void;
}) {
  const [draft, setDraft] = useState(emptyDraft);
  const change = (changes: Partial<Draft>): void => setDraft({ ...draft, ...changes });
  const register = useAction(async () => {
    await request(RegisterDatasetDocument, { input: inputOf(draft) });
    onRegistered();
  });
  return (
    <Dialog
      title={t('registerTitle')}
      onClose={onClose}
      footer={
        <>
          <Button onPress={onClose}>{t('cancel')}</Button>
          <Button look="primary" type="submit" form="register-dataset" isBusy={register.isBusy}>
            {t('register')}
          </Button>
        </>
      }
    >
      <form
        id="register-dataset"
        class="stack"
        onSubmit={(event) => {
          event.preventDefault();
          void register.run();
        }}
      >
        <p class="hint">{t('registerText')}</p>
        <Segments
          label={t('kind')}
          value={draft.kind}
          options={[
            { value: 'RETRIEVAL', label: t('RETRIEVAL') },
            { value: 'CLASSIFICATION', label: t('CLASSIFICATION') },
          ]}
          onChange={(kind) => change({ kind })}
        />
        <TextField
          label={t('name')}
          hint={t('nameHint')}
          isRequired
          maxLength={64}
          value={draft.name}
          onInput={(name) => change({ name })}
        />
        {draft.kind === 'RETRIEVAL' ? (
          <RetrievalFields draft={draft} change={change} />
        ) : (
          <ClassificationFields draft={draft} change={change} />
        )}
        <FailureNotice failure={register.failure} />
      </form>
    </Dialog>
  );
}

interface FieldsProps {
  readonly draft: Draft;
  readonly change: (changes: Partial<Draft>) => void;
}

const benchmarks: readonly RetrievalBenchmark[] = ['MUGE', 'FLICKR30K_CN', 'COCO_CN'];

function RetrievalFields({ draft, change }: FieldsProps) {
  return (
    <>
      <ServerPathField
        label={t('imagesPath')}
        hint={t('imagesHint')}
        isRequired
        wanted={{ isFolder: true, endings: ['.tsv'] }}
        value={draft.images}
        onChange={(images) => change({ images })}
      />
      <ServerPathField
        label={t('textsPath')}
        hint={t('textsHint')}
        isRequired
        wanted={{ isFolder: true, endings: ['.jsonl'] }}
        value={draft.texts}
        onChange={(texts) => change({ texts })}
      />
      <Select
        label={t('benchmark')}
        value={draft.benchmark}
        options={[
          { value: '', label: t('none') },
          ...benchmarks.map((value) => ({ value, label: value.replace('_', '-') })),
        ]}
        onChange={(benchmark) => change({ benchmark })}
      />
    </>
  );
}

function ClassificationFields({ draft, change }: FieldsProps) {
  return (
    <>
      <ServerPathField
        label={t('folderPath')}
        hint={t('folderHint')}
        isRequired
        wanted={{ isFolder: true }}
        value={draft.folder}
        onChange={(folder) => change({ folder })}
      />
      <ServerPathField
        label={t('labelsPath')}
        hint={t('labelsHint')}
        wanted={{ endings: ['.txt'] }}
        value={draft.labels}
        onChange={(labels) => change({ labels })}
      />
      <ServerPathField
        label={t('indexPath')}
        hint={t('indexHint')}
        wanted={{ endings: ['.json'] }}
        value={draft.index}
        onChange={(index) => change({ index })}
      />
      <TextField
        label={t('elevaterName')}
        hint={t('elevaterHint')}
        value={draft.elevater}
        onInput={(elevater) => change({ elevater })}
      />
    </>
  );
}

const orNull = (text: string): string | null => (text.trim() === '' ? null : text.trim());

function inputOf({ name, kind, images, texts, benchmark, ...classes }: Draft): RegisterDatasetInput {
  if (kind === 'RETRIEVAL') {
    const retrieval = {
      images: images.trim(),
      texts: texts.trim(),
      benchmark: benchmark === '' ? null : benchmark,
    };
    return { name: name.trim(), retrieval };
  }
  const { folder, labels, index, elevater } = classes;
  return {
    name: name.trim(),
    classification: {
      folder: folder.trim(),
      labels: orNull(labels),
      index: orNull(index),
      elevater: orNull(elevater),
    },
  };
}
