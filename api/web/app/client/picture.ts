import type { ImageInput } from '../generated/operations.ts';
import { asFailure } from './failure.ts';
import { may } from './session.ts';
import { upload } from './upload.ts';

/** A picture to ask about: a file given here, or the stored one of an item. */
export interface Picture {
  /** Unlike those of other pictures; of an item, its id. */
  readonly id: string;
  /** For people. */
  readonly name: string;
  /** For `<img>`. */
  readonly url: string;
  /** Runs a query with it. */
  use<Result>(query: (image: ImageInput) => Promise<Result>): Promise<Result>;
}

/** How many files of this visit can be gone back to; older ones are let go. */
const keptFiles = 64;
const fileById = new Map<string, FilePicture>();
let count = 0;

/** Keeps a file that was chosen, dropped or pasted. */
export function keepFile(file: File): Picture {
  const picture = new FilePicture(`${Math.round(performance.timeOrigin)}-${++count}`, file);
  fileById.set(picture.id, picture);
  for (const [id, old] of fileById) {
    if (fileById.size <= keptFiles) break;
    URL.revokeObjectURL(old.url);
    fileById.delete(id);
  }
  return picture;
}

/** A file of this visit; undefined after a reload. */
export const keptFile = (id: string): Picture | undefined => fileById.get(id);

/** The picture of a stored item. */
export const itemPicture = (id: string, name: string, url: string): Picture => ({
  id,
  name,
  url,
  use: (query) => query({ itemId: id }),
});

class FilePicture implements Picture {
  readonly id: string;
  readonly name: string;
  readonly url: string;
  readonly #file: File;
  #sent: Promise<ImageInput> | undefined;

  constructor(id: string, file: File) {
    this.id = id;
    this.name = file.name;
    this.url = URL.createObjectURL(file);
    this.#file = file;
  }

  /** Sends it once, and again when the server no longer has it. */
  async use<Result>(query: (image: ImageInput) => Promise<Result>): Promise<Result> {
    try {
      return await query(await this.#send());
    } catch (error) {
      if (!['NOT_FOUND', 'UPLOAD_INCOMPLETE'].includes(asFailure(error).code)) throw error;
      this.#sent = undefined;
      return await query(await this.#send());
    }
  }

  async #send(): Promise<ImageInput> {
    this.#sent ??= send(this.#file);
    try {
      return await this.#sent;
    } catch (error) {
      this.#sent = undefined;
      throw error;
    }
  }
}

/** As an upload, or inside the query for callers who may only look. */
async function send(file: File): Promise<ImageInput> {
  if (!may('EDITOR')) return { base64: await toDataUri(file) };
  return { uploadId: await upload(file, 'PICTURE') };
}

function toDataUri(file: File): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result));
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(file);
  });
}
