/** How close one tower in some precision comes to the reference precision, over a probe pack. */
export interface TowerParity {
  /** Pictures or texts compared. */
  readonly count: number;
  /** Smallest cosine between the two embeddings of one input. */
  readonly minimumCosine: number;
  /** Largest absolute difference between two unit vectors. */
  readonly maximumError: number;
}

/** Stored with every precision of a model but the reference. */
export interface ParityCertificate {
  /** Identity of the inputs: hex sha256 over the probe pack, cut to 16 characters. */
  readonly probePack: string;
  readonly image: TowerParity;
  readonly text: TowerParity;
  /** Smallest cosine that was asked for. */
  readonly threshold: number;
  /** False only where the import was forced. */
  readonly passed: boolean;
}
