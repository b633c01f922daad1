import { GraphQLError } from 'graphql';

/** Bytes of a picture that may come inside JSON; larger ones come by upload. */
const maximumPictureBytes = 8 * 1024 * 1024;

const dataUri = /^data:image\/[a-z0-9.+-]{1,64};base64,/i;
const base64 = /^[A-Za-z0-9+/]*={0,2}$/;

/** Standard base64, strictly: `Buffer` alone would skip whatever it does not know. Undefined when it is not. */
export function decodeBase64(text: string): Uint8Array | undefined {
  if (text.length % 4 !== 0 || !base64.test(text)) return undefined;
  return Buffer.from(text, 'base64');
}

/**
 * A picture's bytes from base64 or a `data:` URI; what they are is found out when they are decoded.
 * @throws GraphQLError when it is neither, empty, or over 8 MiB
 */
export function decodePictureBytes(text: string): Uint8Array {
  const encoded = text.slice(dataUri.exec(text)?.[0].length ?? 0);
  if (encoded.length > Math.ceil(maximumPictureBytes / 3) * 4) {
    throw new GraphQLError('Base64: the picture is over 8 MiB. Use createUpload.');
  }
  const bytes = decodeBase64(encoded);
  if (bytes === undefined)
    throw new GraphQLError('Base64: neither standard base64 nor a data: URI of a picture.');
  if (bytes.length === 0) throw new GraphQLError('Base64: empty.');
  return bytes;
}
