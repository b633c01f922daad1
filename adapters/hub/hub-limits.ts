/** How patient a download is, and how much it believes. */
export interface HubLimits {
  /** Attempts in a row that bring less than {@link progressBytes}. */
  readonly attempts: number;
  /** Pause after the first failure; doubles with each further one. */
  readonly firstPauseMs: number;
  readonly longestPauseMs: number;
  /** Bytes beyond the furthest place so far after which failures are counted anew. */
  readonly progressBytes: number;
  /** Longest time without a byte, and until an answer begins. */
  readonly idleMs: number;
  /** Largest listing of files. */
  readonly listingBytes: number;
  readonly redirects: number;
}

export const defaultHubLimits: HubLimits = {
  attempts: 8,
  firstPauseMs: 1000,
  longestPauseMs: 30_000,
  progressBytes: 1 << 20,
  idleMs: 30_000,
  listingBytes: 16 << 20,
  redirects: 5,
};
