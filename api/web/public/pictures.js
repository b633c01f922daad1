/** The pictures given during this visit. */
import { RequestFailure } from './graphql.js';
import { sendPicture } from './upload.js';

/** @typedef {{ uploadId: string } | { base64: string } | { itemId: string }} ImageInput */

/** How many pictures Back can return to; older ones are let go. */
const KEPT = 12;

/** One picture: sent once, and again when the server no longer has it. */
export class Picture {
  /** @param {File} file */
  constructor(file) {
    this.file = file;
    this.url = URL.createObjectURL(file);
    /** @type {Promise<ImageInput> | null} */
    this.sent = null;
  }

  /**
   * Runs a query with the picture.
   * @template Result
   * @param {(image: ImageInput) => Promise<Result>} query
   * @returns {Promise<Result>}
   */
  async use(query) {
    try {
      return await query(await this.send());
    } catch (error) {
      const expired =
        error instanceof RequestFailure && ['NOT_FOUND', 'UPLOAD_INCOMPLETE'].includes(error.code);
      if (!expired) throw error;
      this.sent = null;
      return await query(await this.send());
    }
  }

  /** @returns {Promise<ImageInput>} */
  async send() {
    this.sent ??= sendPicture(this.file);
    try {
      return await this.sent;
    } catch (error) {
      this.sent = null;
      throw error;
    }
  }
}

/** @type {Map<string, Picture>} */
const pictureByKey = new Map();
let count = 0;

/**
 * @param {File} file
 * @returns {string} Key for `pictureOf`, unlike those of earlier visits.
 */
export function keepPicture(file) {
  const key = `${performance.timeOrigin}-${++count}`;
  pictureByKey.set(key, new Picture(file));
  for (const [oldKey, old] of pictureByKey) {
    if (pictureByKey.size <= KEPT) break;
    URL.revokeObjectURL(old.url);
    pictureByKey.delete(oldKey);
  }
  return key;
}

/**
 * @param {string | null} key
 * @returns {Picture | null} Null after a reload.
 */
export const pictureOf = (key) => (key === null ? null : (pictureByKey.get(key) ?? null));
