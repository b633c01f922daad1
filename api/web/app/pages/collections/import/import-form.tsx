import { useState } from 'preact/hooks';
import { request } from '../../../client/request.ts';
import { upload } from '../../../client/upload.ts';
import { useAction } from '../../../client/use-action.ts';
import { Button } from '../../../components/button.tsx';
import { Checkbox, Field, Select } from '../../../components/field.tsx';
import { FailureNotice } from '../../../components/notice.tsx';
import type { Wanted } from '../../../components/server-path-dialog.tsx';
import { ServerPathField } from '../../../components/server-path-field.tsx';
import { type ImportSource, StartImportDocument } from '../../../generated/operations.ts';
import { formatBytes } from '../../../i18n/texts.ts';
import { texts as t } from './texts.ts';

const kinds = ['upload', 'folder', 'csv', 'jsonl', 'zip', 'original'] as const;
type Kind = (typeof kinds)[number];

/** What is chosen on the server. */
const wanted: Readonly<Record<Exclude<Kind, 'upload'>, Wanted>> = {
  folder: { isFolder: true },
  csv: { endings: ['.csv'] },
  jsonl: { endings: ['.jsonl'] },
  zip: { endings: ['.zip'] },
  original: { isFolder: true, endings: ['.tsv'] },
};

/** What is to be imported. */
interface Draft {
  readonly kind: Kind;
  readonly file: File | undefined;
  readonly path: string;
  /** Of the original's files. */
  readonly texts: string;
  readonly isSkipping: boolean;
}

const newDraft: Draft = { kind: 'upload', file: undefined, path: '', texts: '', isSkipping: false };

/** Chooses what to import, and starts it. */
export function ImportForm({
  collection,
  onStarted,
}: {
  readonly collection: string;
  /** With the id of the job. */
  readonly onStarted: (id: string) => void;
}) {
  const [draft, setDraft] = useState(newDraft);
  const [isChecked, setChecked] = useState(false);
  const { kind, file, isSkipping } = draft;
  const change = (changes: Partial<Draft>): void => setDraft({ ...draft, ...changes });
  const start = useAction(async () => {
    const source = await sourceOf(draft);
    const duplicates = isSkipping ? 'SKIP' : 'STORE';
    const { startImport: started } = await request(StartImportDocument, { collection, source, duplicates });
    setChecked(false);
    if (started !== null) onStarted(started.id);
  });
  const submit = (event: Event): void => {
    event.preventDefault();
    setChecked(true);
    if (isWhole(draft)) void start.run();
  };
  const isSending = start.isBusy && kind === 'upload' && file !== undefined;
  return (
    <form class="stack" onSubmit={submit}>
      <SourceFields draft={draft} isChecked={isChecked} change={change} />
      <Checkbox
        label={t('skipDuplicates')}
        isChecked={isSkipping}
        onChange={(changed) => change({ isSkipping: changed })}
      />
      <FailureNotice failure={start.failure} />
      <div class="row">
        <Button look="primary" type="submit" isBusy={start.isBusy}>
          {t('start')}
        </Button>
        <p class="soft" role="status">
          {isSending && t('uploading', { name: file.name, size: formatBytes(file.size) })}
        </p>
      </div>
    </form>
  );
}

function SourceFields({
  draft: { kind, file, path, texts },
  isChecked,
  change,
}: {
  readonly draft: Draft;
  readonly isChecked: boolean;
  readonly change: (changes: Partial<Draft>) => void;
}) {
  const missing = (value: string) => (isChecked && value.trim() === '' ? t('noPath') : undefined);
  return (
    <div class="import-source">
      <Select
        label={t('source')}
        hint={t(`${kind}Hint`)}
        value={kind}
        options={kinds.map((value) => ({ value, label: t(value) }))}
        onChange={(changed) => change({ kind: changed, file: undefined })}
      />
      {kind === 'upload' ? (
        <ZipField
          error={isChecked && file === undefined ? t('noFile') : undefined}
          onFile={(changed) => change({ file: changed })}
        />
      ) : (
        <ServerPathField
          label={t(kind === 'original' ? 'picturesPath' : 'path')}
          hint={t('pathHint')}
          wanted={wanted[kind]}
          value={path}
          onChange={(changed) => change({ path: changed })}
          error={missing(path)}
        />
      )}
      {kind === 'original' && (
        <ServerPathField
          label={t('textsPath')}
          wanted={{ isFolder: true, endings: ['.jsonl'] }}
          value={texts}
          onChange={(changed) => change({ texts: changed })}
          error={missing(texts)}
        />
      )}
    </div>
  );
}

function ZipField({
  error,
  onFile,
}: {
  readonly error: string | undefined;
  readonly onFile: (file: File | undefined) => void;
}) {
  return (
    <Field
      label={t('file')}
      error={error}
      control={(attributes) => (
        <input
          {...attributes}
          type="file"
          accept=".zip,application/zip"
          onChange={(event) => onFile(event.currentTarget.files?.[0])}
        />
      )}
    />
  );
}

function isWhole({ kind, file, path, texts }: Draft): boolean {
  if (kind === 'upload') return file !== undefined;
  return path.trim() !== '' && (kind !== 'original' || texts.trim() !== '');
}

/** Of a draft that is whole; a file is uploaded first. */
async function sourceOf({ kind, file, path, texts }: Draft): Promise<ImportSource> {
  const from = path.trim();
  switch (kind) {
    case 'upload':
      return { upload: await upload(file!, 'ARCHIVE') };
    case 'original':
      return { original: { images: from, texts: texts.trim() } };
    case 'folder':
      return { folder: from };
    case 'csv':
      return { csv: from };
    case 'jsonl':
      return { jsonl: from };
    case 'zip':
      return { zip: from };
  }
}
