import { useEffect, useRef, useState } from 'preact/hooks';
import { useQuery } from '../client/use-query.ts';
import { DataFolderDocument, type DataFolderQuery } from '../generated/operations.ts';
import { formatBytes } from '../i18n/texts.ts';
import { Button } from './button.tsx';
import { Dialog } from './dialog.tsx';
import { Loading } from './empty.tsx';
import { Icon } from './icon.tsx';
import { FailureNotice, Notice } from './notice.tsx';
import { texts as t } from './texts.ts';

/** What can be chosen. */
export interface Wanted {
  readonly isFolder?: boolean;
  /** Ends of file names, such as `.csv`. */
  readonly endings?: readonly string[];
}

type Folder = NonNullable<DataFolderQuery['dataFolder']>;

/** Goes through the folders that the server may read. */
export function ServerPathDialog({
  title,
  wanted,
  onChoose,
  onClose,
}: {
  readonly title: string;
  readonly wanted: Wanted;
  readonly onChoose: (path: string) => void;
  readonly onClose: () => void;
}) {
  const [path, setPath] = useState('');
  const { data, failure, isLoading, reload } = useQuery(DataFolderDocument, { path });
  const folder = data?.dataFolder;
  return (
    <Dialog
      title={title}
      onClose={onClose}
      footer={
        <>
          <Button onPress={onClose}>{t('cancel')}</Button>
          {wanted.isFolder === true && (
            <Button
              look="primary"
              isDisabled={folder == null || isLoading}
              onPress={() => onChoose(path === '' ? '.' : path)}
            >
              {t('chooseFolder')}
            </Button>
          )}
        </>
      }
    >
      <Way path={path} onPath={setPath} />
      <FailureNotice failure={failure} onRetry={reload} />
      {isLoading && <Loading />}
      {folder === null && <Notice kind="info" title={t('noDataFolders')} />}
      {folder != null && !isLoading && (
        <Contents key={path} folder={folder} wanted={wanted} onPath={setPath} onChoose={onChoose} />
      )}
    </Dialog>
  );
}

/** From the top to where one is; each step leads back. */
function Way({ path, onPath }: { readonly path: string; readonly onPath: (path: string) => void }) {
  const names = path === '' ? [] : path.split('/');
  const steps = [
    { name: t('dataTop'), to: '' },
    ...names.map((name, i) => ({ name, to: names.slice(0, i + 1).join('/') })),
  ];
  return (
    <nav aria-label={t('way')}>
      <ol class="way">
        {steps.map(({ name, to }) => (
          <li key={to}>
            <button
              type="button"
              aria-current={to === path ? 'location' : undefined}
              onClick={() => onPath(to)}
            >
              {name}
            </button>
          </li>
        ))}
      </ol>
    </nav>
  );
}

function Contents({
  folder,
  wanted: { endings = [] },
  onPath,
  onChoose,
}: {
  readonly folder: Folder;
  readonly wanted: Wanted;
  readonly onPath: (path: string) => void;
  readonly onChoose: (path: string) => void;
}) {
  const list = useRef<HTMLUListElement>(null);
  // What was pressed to come here is gone.
  useEffect(() => list.current?.focus(), []);
  const shown = folder.entries.filter(
    ({ name, sizeBytes }) =>
      sizeBytes === null || endings.some((ending) => name.toLowerCase().endsWith(ending)),
  );
  return (
    <>
      <ul class="folder" ref={list} tabIndex={-1} aria-label={t('contents')}>
        {shown.map(({ name, path, sizeBytes }) => (
          <li key={name}>
            <button type="button" onClick={() => (sizeBytes === null ? onPath(path) : onChoose(path))}>
              <Icon name={sizeBytes === null ? 'folder' : 'file'} size={18} />
              <span class="folder-name">{name}</span>
              {sizeBytes !== null && <span class="soft numeric">{formatBytes(sizeBytes)}</span>}
            </button>
          </li>
        ))}
      </ul>
      <p class="soft" role="status">
        {[
          shown.length === 0 &&
            t(endings.length === 0 ? 'noFolders' : 'noFitting', { endings: endings.join(' ') }),
          folder.pictureCount > 0 && t('picturesHere', { count: folder.pictureCount }),
          !folder.isWhole && t('notWhole'),
        ]
          .filter((part) => part !== false)
          .join(' ')}
      </p>
    </>
  );
}
