import type { Context, Services } from '../context.ts';
import type { ServerOptions } from '../server-options.ts';
import { mayChange } from './admin-key.ts';
import { signedArtefactPath } from './signed-artefact.ts';
import { signedUploadPath } from './signed-upload.ts';

/** What resolvers get for one request, whichever way it came. */
export function requestContext(
  services: Services,
  { adminKey, uploadSecret }: Pick<ServerOptions, 'adminKey' | 'uploadSecret'>,
  request: { readonly requestId: string; readonly authorization: string | undefined },
): Context {
  return {
    ...services,
    requestId: request.requestId,
    isAdmin: mayChange(request.authorization, adminKey),
    signedUploadPath: (upload) => signedUploadPath(uploadSecret, upload),
    signedArtefactPath: (artefact) => signedArtefactPath(uploadSecret, artefact),
  };
}
