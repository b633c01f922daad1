import type { Identity } from '../../core/access/identity.ts';
import type { Context, Services } from '../context.ts';
import type { ServerOptions } from '../server-options.ts';
import { signedArtefactPath } from './signed-artefact.ts';
import { signImage } from './signed-image.ts';
import { signedUploadPath } from './signed-upload.ts';
import type { Trail } from './trail.ts';

/** What resolvers get for one request, whichever way it came. */
export function requestContext(
  services: Services,
  { uploadSecret: secret, isOpen, anonymousRole }: ServerOptions,
  { trail, identity }: { readonly trail: Trail; readonly identity: Identity },
): Context {
  const isPublic = isOpen || anonymousRole !== undefined;
  const signed = (path: string, sha256: string) => (isPublic ? path : `${path}?${signImage(secret, sha256)}`);
  return {
    ...services,
    trail,
    requestId: trail.requestId,
    identity,
    isOpen,
    imagePath: (sha256) => signed(`/images/${sha256}`, sha256),
    thumbnailPath: (sha256, size) => signed(`/images/${sha256}/${size}.webp`, sha256),
    signedUploadPath: (upload) => signedUploadPath(secret, upload),
    signedArtefactPath: (artefact) => signedArtefactPath(secret, artefact),
  };
}
