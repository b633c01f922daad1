/** Media type by a picture's first bytes; undefined for anything a browser should not show. */
export function pictureMediaType(bytes: Uint8Array): string | undefined {
  const at = (start: number, text: string): boolean =>
    Array.from(text).every((char, i) => bytes[start + i] === char.charCodeAt(0));
  if (at(0, '\xff\xd8\xff')) return 'image/jpeg';
  if (at(0, '\x89PNG\r\n\x1a\n')) return 'image/png';
  if (at(0, 'GIF87a') || at(0, 'GIF89a')) return 'image/gif';
  if (at(0, 'RIFF') && at(8, 'WEBP')) return 'image/webp';
  if (at(0, 'BM')) return 'image/bmp';
  return at(4, 'ftypavif') ? 'image/avif' : undefined;
}
