import type { TabProps } from '../tab-props.ts';
import { AboutForm } from './about-form.tsx';
import { DeleteCollection } from './delete-collection.tsx';

/** What editors change about a collection as a whole. */
export function SettingsTab({ collection, reload }: TabProps) {
  return (
    <div class="stack">
      <AboutForm collection={collection} onSaved={reload} />
      <DeleteCollection collection={collection} />
    </div>
  );
}
