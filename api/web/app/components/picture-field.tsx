import { useEffect, useId, useRef, useState } from 'preact/hooks';
import { keepFile, type Picture } from '../client/picture.ts';
import { Icon } from './icon.tsx';
import { texts as t } from './texts.ts';

/** The pictures among what was given, and the name of the first file that is none. */
function sortFiles(files: Iterable<File>): { pictures: readonly Picture[]; stranger: string | undefined } {
  const all = [...files];
  return {
    pictures: all.filter(({ type }) => type.startsWith('image/')).map(keepFile),
    stranger: all.find(({ type }) => !type.startsWith('image/'))?.name,
  };
}

export interface PictureFieldProps {
  readonly label: string;
  readonly hint?: string;
  readonly isMultiple?: boolean;
  /** Small, to stand in a row of buttons. */
  readonly isCompact?: boolean;
  readonly onPictures: (pictures: readonly Picture[]) => void;
}

/**
 * Takes pictures: chosen from files, dropped anywhere on the page, or pasted. One on a page, as it listens to the
 * whole of it.
 */
export function PictureField({
  label,
  hint,
  isMultiple = false,
  isCompact = false,
  onPictures,
}: PictureFieldProps) {
  const [stranger, setStranger] = useState<string>();
  const id = useId();
  const take = (files: Iterable<File> | null | undefined): void => {
    if (files == null) return;
    const sorted = sortFiles(files);
    setStranger(sorted.stranger);
    if (sorted.pictures.length > 0) onPictures(isMultiple ? sorted.pictures : sorted.pictures.slice(0, 1));
  };
  const isDragging = useGivenFiles(take);
  return (
    <div class={`picture-field${isCompact ? ' compact' : ''}${isDragging ? ' dragging' : ''}`}>
      <input
        id={id}
        class="visually-hidden"
        type="file"
        accept="image/*"
        multiple={isMultiple}
        onChange={(event) => {
          take(event.currentTarget.files);
          event.currentTarget.value = '';
        }}
      />
      <label for={id}>
        <Icon name="picture" size={isCompact ? 18 : 24} />
        <span class="picture-field-label">{isDragging ? t('dropHere') : label}</span>
        {!isCompact && <small>{hint ?? t('pictureHint')}</small>}
      </label>
      {stranger !== undefined && (
        <p class="field-error" role="alert">
          {t('notAPicture', { name: stranger })}
        </p>
      )}
    </div>
  );
}

/** Calls with the files that are dropped or pasted on the page; true while files are dragged over it. */
function useGivenFiles(take: (files: Iterable<File> | null | undefined) => void): boolean {
  const [isDragging, setDragging] = useState(false);
  const newest = useRef(take);
  newest.current = take;
  useEffect(() => {
    let depth = 0;
    const show = (change: number): void => {
      depth = Math.max(0, depth + change);
      setDragging(depth > 0);
    };
    const controller = new AbortController();
    const listen = <Name extends 'dragenter' | 'dragleave' | 'dragover' | 'drop' | 'paste'>(
      name: Name,
      act: (event: DocumentEventMap[Name]) => void,
    ): void => document.addEventListener(name, act, { signal: controller.signal });
    listen('dragenter', (event) => hasFiles(event) && show(1));
    listen('dragleave', (event) => hasFiles(event) && show(-1));
    listen('dragover', (event) => hasFiles(event) && event.preventDefault());
    listen('drop', (event) => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      show(-depth);
      newest.current(event.dataTransfer?.files);
    });
    listen('paste', (event) => {
      const files = event.clipboardData?.files;
      if (files === undefined || files.length === 0) return;
      event.preventDefault();
      newest.current(files);
    });
    return () => controller.abort();
  }, []);
  return isDragging;
}

const hasFiles = (event: DragEvent): boolean => event.dataTransfer?.types.includes('Files') ?? false;
