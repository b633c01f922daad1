/** A picture that an item had and has no more, or was to have. */
export interface UnusedPicture {
  readonly sha256: string;
  /** Another item has it. */
  readonly isUsed: boolean;
}

/** Which stored pictures no item may have. */
export interface PictureUse {
  /** Puts pictures on the list that are about to be stored: whoever stores them may not live to store their items. */
  note(sha256s: readonly string[]): Promise<void>;
  /** Whether a backup goes on that may still read pictures which items had when it began. */
  isBeingBackedUp(): Promise<boolean>;
  /** Some that were left before `before`, the earliest first. */
  unused(before: Date, limit: number): Promise<readonly UnusedPicture[]>;
  /** Strikes those off the list that were left before `before`. */
  forget(sha256s: readonly string[], before: Date): Promise<void>;
  /** Looks at these as if they had been left at `since`. */
  postpone(sha256s: readonly string[], since: Date): Promise<void>;
}
