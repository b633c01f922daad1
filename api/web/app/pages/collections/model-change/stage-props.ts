import type { ModelChangeFragment } from '../../../generated/operations.ts';

/** What every step of a move is given. */
export interface StageProps {
  readonly collection: string;
  readonly change: ModelChangeFragment;
  readonly onChanged: () => void;
}
