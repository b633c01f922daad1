import type { ImageInput } from '../generated/operations.ts';
import type { Picture } from './picture.ts';

/** Runs a query once all pictures are with the server. */
export function withPictures<Result>(
  pictures: readonly Picture[],
  run: (imageById: ReadonlyMap<string, ImageInput>) => Promise<Result>,
  sent: ReadonlyMap<string, ImageInput> = new Map(),
): Promise<Result> {
  const [picture, ...others] = pictures;
  if (picture === undefined) return run(sent);
  return picture.use((image) => withPictures(others, run, new Map([...sent, [picture.id, image]])));
}
