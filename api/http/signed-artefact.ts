import type { OwnedArtefact } from '../../core/jobs/jobs.ts';
import { isSigned, sign } from './signature.ts';

const lifetimeMs = 60 * 60 * 1000;

/** `/artefacts/<job>/<name>?expires=<ms>&signature=…`, with HMAC-SHA256 over all three; good for an hour. */
export function signedArtefactPath(
  secret: Uint8Array,
  { jobId, name }: OwnedArtefact,
  now = Date.now(),
): string {
  const expires = String(now + lifetimeMs);
  const query = new URLSearchParams({ expires, signature: sign(secret, signedText(jobId, name, expires)) });
  return `/artefacts/${jobId}/${encodeURIComponent(name)}?${query}`;
}

/** When a signed path ends to be good; undefined when anything in it was changed. */
export function readSignedArtefact(
  secret: Uint8Array,
  { jobId, name }: { readonly jobId: string; readonly name: string },
  query: URLSearchParams,
): Date | undefined {
  const expires = query.get('expires') ?? '';
  if (!isSigned(secret, signedText(jobId, name, expires), query.get('signature'))) return undefined;
  return new Date(Number(expires));
}

/** Begins unlike the text of an upload, so that neither signature is good for the other. */
function signedText(jobId: string, name: string, expires: string): string {
  return `artefact\n${jobId}\n${name}\n${expires}`;
}
