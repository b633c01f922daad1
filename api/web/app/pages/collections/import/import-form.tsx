import { useState } from 'preact/hooks';
import { request } from '../../../client/request.ts';
import { upload } from '../../../client/upload.ts';
import { useAction } from '../../../client/use-action.ts';
import { Button } from '../../../components/button.tsx';
import { Checkbox, Field, Select, TextField } from '../../../components/field.tsx';
import { FailureNotice } from '../../../components/notice.tsx';
import { type ImportSource, StartImportDocument } from '../../../generated/operations.ts';
import { formatBytes } from '../../../i18n/texts.ts';
import { texts as t } from './texts.ts';

const kinds = ['upload', 'folder', 'csv', 'jsonl', 'zip'] as const;
type Kind = (typeof kinds)[number];

/** Chooses what to import, and starts it. */
export function ImportForm({
  collection,
  onStarted,
}: {
  readonly collection: string;
  readonly onStarted: () => void;
}) {
  const [kind, setKind] = useState<Kind>('upload');
  const [path, setPath] = useState('');
  const [file, setFile] = useState<File>();
  const [isChecked, setChecked] = useState(false);
  const [isSkipping, setSkipping] = useState(false);
  const isUpload = kind === 'upload';
  const isWrong = isUpload ? file === undefined : path.trim() === '';
  const start = useAction(async () => {
    const source =
      file !== undefined && isUpload ? { upload: await upload(file, 'ARCHIVE') } : at(kind, path);
    const duplicates = isSkipping ? 'SKIP' : 'STORE';
    await request(StartImportDocument, { collection, source, duplicates });
    setChecked(false);
    onStarted();
  });
  const error = isChecked && isWrong ? t(isUpload ? 'noFile' : 'noPath') : undefined;
  const submit = (event: Event): void => {
    event.preventDefault();
    setChecked(true);
    if (!isWrong) void start.run();
  };
  return (
    <form class="stack" onSubmit={submit}>
      <div class="import-source">
        <Select
          label={t('source')}
          hint={t(`${kind}Hint`)}
          value={kind}
          options={kinds.map((value) => ({ value, label: t(value) }))}
          onChange={setKind}
        />
        {isUpload ? (
          <ZipField error={error} onFile={setFile} />
        ) : (
          <TextField label={t('path')} hint={t('pathHint')} value={path} onInput={setPath} error={error} />
        )}
      </div>
      <Checkbox label={t('skipDuplicates')} isChecked={isSkipping} onChange={setSkipping} />
      <FailureNotice failure={start.failure} />
      <div class="row">
        <Button look="primary" type="submit" isBusy={start.isBusy}>
          {t('start')}
        </Button>
        <p class="soft" role="status">
          {start.isBusy &&
            isUpload &&
            file !== undefined &&
            t('uploading', { name: file.name, size: formatBytes(file.size) })}
        </p>
      </div>
    </form>
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

function at(kind: Kind, path: string): ImportSource {
  const trimmed = path.trim();
  if (kind === 'folder') return { folder: trimmed };
  if (kind === 'csv') return { csv: trimmed };
  return kind === 'jsonl' ? { jsonl: trimmed } : { zip: trimmed };
}
