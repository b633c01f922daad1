/** Path on this server under which a stored picture's bytes are served, see `api/http/image-route.ts`. */
export function itemImagePath(sha256: string): string {
  return `/images/${sha256}`;
}
