import { Icon } from '../../../components/icon.tsx';
import { Table } from '../../../components/table.tsx';
import type { LiveJobFragment } from '../../../generated/operations.ts';
import { formatBytes } from '../../../i18n/texts.ts';
import { texts as t } from '../texts.ts';

type Artefact = LiveJobFragment['artefacts'][number];

/** Files that an evaluation wrote; editors can download them. */
export function Files({ job: { artefacts } }: { readonly job: LiveJobFragment }) {
  if (artefacts.length === 0) return null;
  const isClosed = artefacts.every(({ url }) => url === null);
  return (
    <section class="stack">
      <h2>{t('files')}</h2>
      {isClosed && <p class="hint">{t('filesNeedEditor')}</p>}
      <Table
        caption={t('files')}
        rows={artefacts}
        keyOf={({ name }) => name}
        columns={[
          { key: 'name', label: t('file'), cell: (file) => <FileLink file={file} /> },
          { key: 'about', label: t('content'), cell: ({ name }) => contentOf(name) },
          { key: 'size', label: t('size'), isNumeric: true, cell: ({ sizeBytes }) => formatBytes(sizeBytes) },
        ]}
      />
    </section>
  );
}

function FileLink({ file: { name, url } }: { readonly file: Artefact }) {
  if (url === null) return <span class="path">{name}</span>;
  return (
    <a class="file-link" href={url} download={name}>
      <Icon name="download" size={18} />
      {name}
    </a>
  );
}

/** What is in it, by its name. */
function contentOf(name: string): string {
  if (name === 'submission.zip') return t('file-submission');
  if (name.endsWith('outcomes.jsonl')) return t('file-outcomes');
  if (name.endsWith('report.json')) return t('file-report');
  if (name.includes('score')) return t('file-score');
  if (name.includes('feat')) return t('file-features');
  if (name.endsWith('predictions.jsonl')) return t('file-ranking');
  return name.endsWith('.json') ? t('file-predictions') : t('file-gold');
}
