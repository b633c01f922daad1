/** Gets a picture's bytes to the server. */
import { CREATE_UPLOAD } from './documents.js';
import { failureOf, RequestFailure, reach, request } from './graphql.js';

const WRITE_REFUSED = new Set(['UNAUTHENTICATED', 'FORBIDDEN', 'UNAUTHORIZED']);

/**
 * Sends a picture and gives the `ImageInput` that names it: an upload, or the bytes themselves where uploads need a
 * key (queries are open).
 * @param {Blob} blob
 * @returns {Promise<{ uploadId: string } | { base64: string }>}
 */
export async function sendPicture(blob) {
  try {
    return { uploadId: await upload(blob) };
  } catch (error) {
    if (error instanceof RequestFailure && WRITE_REFUSED.has(error.code))
      return { base64: await toBase64(blob) };
    throw error;
  }
}

/**
 * @param {Blob} blob
 * @returns {Promise<string>} The upload's id.
 */
async function upload(blob) {
  const { createUpload } = await request(CREATE_UPLOAD, { input: { sizeBytes: blob.size } });
  const response = await reach(createUpload.upload.putUrl, { method: 'PUT', body: blob });
  if (response.ok) return createUpload.upload.id;
  if (response.status === 401 || response.status === 403) throw new RequestFailure('FORBIDDEN', '');
  throw failureOf(response, await response.json().catch(() => null));
}

/**
 * @param {Blob} blob
 * @returns {Promise<string>} A `data:` URI.
 */
function toBase64(blob) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result));
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(blob);
  });
}
