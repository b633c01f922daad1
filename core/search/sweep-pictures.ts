import type { BlobStore } from '../ports/blob-store.ts';
import type { Clock } from '../ports/clock.ts';
import type { PictureUse } from '../ports/picture-use.ts';
import type { ThumbnailStore } from '../ports/thumbnails.ts';

/** Between the storing of a picture and that of its item there is far less. */
const graceMs = 60 * 60 * 1000;
const batchSize = 200;

export interface SweepPicturesDependencies {
  readonly pictureUse: PictureUse;
  readonly blobs: BlobStore;
  readonly thumbnailStore: ThumbnailStore;
  readonly clock: Clock;
  /** Names the database whose items are meant. */
  readonly database: string;
}

/**
 * Deletes pictures, with their thumbnails, that no item has any more, or that were stored for items that never came, an hour later at the
 * soonest. One that is stored again meanwhile stays. Nothing is deleted where another database uses the same folder, nor while a backup
 * goes on, however long: what it has not read yet was in use when it began.
 * @returns how many were deleted
 */
export async function sweepPictures({
  pictureUse,
  blobs,
  thumbnailStore,
  clock,
  database,
}: SweepPicturesDependencies): Promise<number> {
  if (!(await blobs.isOnlyOf(database))) return 0;
  const now = clock.now();
  const before = new Date(now.getTime() - graceMs);
  for (let deleted = 0; ; ) {
    if (await pictureUse.isBeingBackedUp()) return deleted;
    const pictures = await pictureUse.unused(before, batchSize);
    if (pictures.length === 0) return deleted;
    const settled = pictures.filter(({ isUsed }) => isUsed).map(({ sha256 }) => sha256);
    const young: string[] = [];
    for (const { sha256, isUsed } of pictures) {
      if (isUsed) continue;
      if (await blobs.deleteOld(sha256, before)) {
        await thumbnailStore.delete(sha256);
        settled.push(sha256);
        deleted++;
      } else young.push(sha256);
    }
    await pictureUse.forget(settled, before);
    await pictureUse.postpone(young, now);
  }
}
