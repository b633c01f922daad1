import { CreateUploadDocument, type UploadKind } from '../generated/operations.ts';
import { Failure, failureOf, type ServerError } from './failure.ts';
import { authorization } from './key.ts';
import { ignoreUnlessAbort, reach, request } from './request.ts';

/** Sends a file. @returns id of the upload @throws Failure */
export async function upload(file: File, kind: UploadKind): Promise<string> {
  const { createUpload } = await request(CreateUploadDocument, { sizeBytes: file.size, kind });
  if (createUpload === null) throw new Failure('HTTP', '');
  const response = await reach(createUpload.upload.putUrl, {
    method: 'PUT',
    body: file,
    headers: authorization(),
  });
  if (response.ok) return createUpload.upload.id;
  const body = (await response.json().catch(ignoreUnlessAbort)) as
    | { errors?: readonly ServerError[] }
    | undefined;
  throw failureOf(body?.errors, `HTTP ${response.status}`);
}
