import type { HubFile } from '../../core/ports/model-hub.ts';
import type { HubApi } from './hub-api.ts';
import { digestOf, isObject, listedFile } from './listed-file.ts';

/** Bits of a git mode that say what an entry is, and their value for a symbolic link. */
const modeType = 0o170000;
const symbolicLink = 0o120000;

/**
 * ModelScope (github.com/modelscope/modelscope_hub). Its listing has the sha256 of nearly every file, but no commit. It
 * honours `Range` while answering with status 200, so only `Content-Range` tells what comes.
 */
export const modelScopeApi: HubApi = {
  address: 'https://modelscope.cn',
  mainRevision: 'master',

  listingPath: (id, revision) =>
    `/api/v1/models/${id}/repo/files?${new URLSearchParams({ Revision: revision, Recursive: 'True' })}`,

  filePath: (id, revision, path) =>
    `/api/v1/models/${id}/repo?${new URLSearchParams({ Revision: revision, FilePath: path })}`,

  readListing(answer) {
    if (!isObject(answer)) return undefined;
    const data = answer['Data'];
    const files = isObject(data) ? data['Files'] : data;
    return Array.isArray(files) ? { files: files.flatMap((file) => entry(file) ?? []) } : undefined;
  },

  /** Its older interfaces know only the cookie. */
  credentials: (token) => ({ authorization: `Bearer ${token}`, cookie: `m_session_id=${token}` }),
};

function entry(file: unknown): HubFile | undefined {
  if (!isObject(file) || file['Type'] === 'tree') return undefined;
  if ((Number(file['Mode']) & modeType) === symbolicLink) return undefined;
  return listedFile(file['Path'], file['Size'], digestOf('sha256', file['Sha256']));
}
