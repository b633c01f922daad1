/** Inputs on which precisions are compared: pictures of many sizes and modes, texts of many lengths and scripts. */
export interface ProbePack {
  /** Hex sha256 over all of it, cut to 16 characters. */
  readonly id: string;
  /** Encoded pictures. */
  readonly images: readonly Uint8Array[];
  readonly texts: readonly string[];
}
