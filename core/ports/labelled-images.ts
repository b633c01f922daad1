/** A picture of a classification set. */
export interface LabelledImage {
  /** Below the folder of the set, with slashes. */
  readonly path: string;
  /** Place of its class among the sorted class folders. */
  readonly classIndex: number;
}

/** A classification set on disk. */
export interface LabelledImages {
  /** Names of the class folders, sorted. */
  readonly classes: readonly string[];
  /** In the order in which torchvision's ImageFolder, and so the original, goes through them. */
  readonly images: readonly LabelledImage[];
  /** Files that are no pictures of a class, below the folder; they take no part. */
  readonly strays: readonly string[];
  read(image: LabelledImage): Promise<Uint8Array>;
}
