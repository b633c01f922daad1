import type { Identity } from '../../core/access/identity.ts';
import type { Context, Services } from '../context.ts';
import type { ServerOptions } from '../server-options.ts';
import { signedArtefactPath } from './signed-artefact.ts';
import { signedImagePath } from './signed-image.ts';
import { signedUploadPath } from './signed-upload.ts';

/** What resolvers get for one request, whichever way it came. */
export function requestContext(
  services: Services,
  { uploadSecret: secret, isOpen, anonymousRole }: ServerOptions,
  { requestId, identity }: { readonly requestId: string; readonly identity: Identity },
): Context {
  const isPublic = isOpen || anonymousRole !== undefined;
  return {
    ...services,
    requestId,
    identity,
    isOpen,
    imagePath: (sha256) => (isPublic ? `/images/${sha256}` : signedImagePath(secret, sha256)),
    signedUploadPath: (upload) => signedUploadPath(secret, upload),
    signedArtefactPath: (artefact) => signedArtefactPath(secret, artefact),
  };
}
