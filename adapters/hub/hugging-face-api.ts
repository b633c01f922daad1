import type { HubFile } from '../../core/ports/model-hub.ts';
import type { HubApi } from './hub-api.ts';
import { digestOf, isObject, listedFile } from './listed-file.ts';

/**
 * Hugging Face and its mirrors (huggingface.co/docs/hub/api). With `blobs=true` every sibling has its size; large ones
 * have the sha256 of their bytes under `lfs`, the others git's sha1 as `blobId`.
 */
export const huggingFaceApi: HubApi = {
  address: 'https://huggingface.co',
  mainRevision: 'main',

  listingPath: (id, revision) => `/api/models/${id}/revision/${encodeURIComponent(revision)}?blobs=true`,

  filePath: (id, revision, path) =>
    `/${id}/resolve/${encodeURIComponent(revision)}/${path.split('/').map(encodeURIComponent).join('/')}`,

  readListing(answer) {
    if (!isObject(answer) || !Array.isArray(answer['siblings'])) return undefined;
    const { sha } = answer;
    const isCommit = typeof sha === 'string' && /^[0-9a-f]{40}([0-9a-f]{24})?$/.test(sha);
    return {
      ...(isCommit ? { commit: sha } : {}),
      files: answer['siblings'].flatMap((file) => sibling(file) ?? []),
    };
  },

  credentials: (token) => ({ authorization: `Bearer ${token}` }),
};

function sibling(file: unknown): HubFile | undefined {
  if (!isObject(file)) return undefined;
  const { rfilename, size, blobId, lfs } = file;
  // The blobId of a large file is that of the pointer which stands in its place in git.
  return isObject(lfs)
    ? listedFile(rfilename, lfs['size'] ?? size, digestOf('sha256', lfs['sha256']))
    : listedFile(rfilename, size, digestOf('git-sha1', blobId));
}
