/** The three ways to give a picture: choose, paste, drop. */
import { byId } from './dom.js';

/**
 * @param {(file: File) => void} onFile
 */
export function connectPictureInput(onFile) {
  const input = byId('file', HTMLInputElement);
  input.addEventListener('change', () => {
    take(input.files, onFile);
    input.value = ''; // The same file can be chosen again.
  });
  document.addEventListener('paste', (event) => {
    if (take(event.clipboardData?.files, onFile)) event.preventDefault();
  });
  connectDrop(onFile);
}

/** @param {(file: File) => void} onFile */
function connectDrop(onFile) {
  /** @param {DragEvent} event */
  const hasFiles = (event) => event.dataTransfer?.types.includes('Files') ?? false;
  /** @param {boolean} dragging */
  const mark = (dragging) => document.body.classList.toggle('dragging', dragging);

  document.addEventListener('dragover', (event) => {
    if (!hasFiles(event)) return;
    event.preventDefault(); // Without it the browser refuses the drop.
    mark(true);
  });
  document.addEventListener('dragleave', (event) => {
    if (event.relatedTarget === null) mark(false);
  });
  document.addEventListener('drop', (event) => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    mark(false);
    take(event.dataTransfer?.files, onFile);
  });
}

/**
 * @param {FileList | null | undefined} files
 * @param {(file: File) => void} onFile
 * @returns {boolean} Whether there was a file.
 */
function take(files, onFile) {
  const file = files?.[0];
  if (file) onFile(file);
  return file !== undefined;
}
