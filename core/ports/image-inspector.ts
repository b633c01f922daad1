/** What an encoded picture is, read from its bytes and never from what the sender says. */
export interface ImageDescription {
  /** `image/jpeg`, `image/png`, … */
  readonly mediaType: string;
  /** Pixels, of the picture as it is shown: upright. */
  readonly width: number;
  /** Likewise. */
  readonly height: number;
}

export interface ImageInspector {
  /** @throws DomainError IMAGE_UNREADABLE | IMAGE_TOO_LARGE */
  describe(encoded: Uint8Array): Promise<ImageDescription>;
}
