import type { CollectionFactsFragment } from '../../generated/operations.ts';

/** What every tab of a collection's page is given. */
export interface TabProps {
  readonly collection: CollectionFactsFragment;
  /** Its facts have changed. */
  readonly reload: () => void;
}
