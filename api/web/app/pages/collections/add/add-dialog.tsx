import { useState } from 'preact/hooks';
import type { Picture } from '../../../client/picture.ts';
import { useAction } from '../../../client/use-action.ts';
import { Button } from '../../../components/button.tsx';
import { Dialog } from '../../../components/dialog.tsx';
import { FailureNotice, Notice } from '../../../components/notice.tsx';
import { PictureField } from '../../../components/picture-field.tsx';
import { Progress } from '../../../components/progress.tsx';
import { DraftForm } from './draft-form.tsx';
import { type Draft, draftOf, maximumDrafts, metadataOf, problemOf } from './drafts.ts';
import { storeItems } from './store-items.ts';
import { texts as t } from './texts.ts';

export interface AddDialogProps {
  readonly collection: string;
  /** Pictures to begin with; none: a text. */
  readonly given: readonly Picture[];
  /** Some items were stored. */
  readonly onAdded: () => void;
  readonly onClose: () => void;
}

/** Names pictures and texts, and stores them; what was rejected stays, with the reason. */
export function AddDialog({ collection, given, onAdded, onClose }: AddDialogProps) {
  const [drafts, setDrafts] = useState<readonly Draft[]>(() =>
    given.length === 0 ? [draftOf(undefined)] : given.slice(0, maximumDrafts).map(draftOf),
  );
  const [isOver, setOver] = useState(given.length > maximumDrafts);
  const [done, setDone] = useState(0);
  const add = useAction(async () => {
    setDone(0);
    await store(collection, drafts, { setDrafts, setDone, onAdded, onClose });
  });
  const append = (more: readonly Draft[]): void => {
    setOver(drafts.length + more.length > maximumDrafts);
    setDrafts([...drafts, ...more].slice(0, maximumDrafts));
  };
  const isWrong = drafts.some((draft) => problemOf(draft, drafts) ?? metadataOf(draft).problem);
  const rejected = drafts.filter(({ failure }) => failure !== undefined).length;
  return (
    <Dialog
      title={t('title', { collection })}
      size="wide"
      onClose={onClose}
      footer={
        <Button
          look="primary"
          isDisabled={isWrong || drafts.length === 0}
          isBusy={add.isBusy}
          onPress={() => void add.run()}
        >
          {t('add', { count: drafts.length })}
        </Button>
      }
    >
      <p class="hint">{t('sameKeyHint')}</p>
      <More append={append} />
      {isOver && <Notice kind="warning">{t('tooMany', { count: maximumDrafts })}</Notice>}
      <FailureNotice failure={add.failure} />
      {!add.isBusy && rejected > 0 && (
        <Notice kind="warning" title={t('rejectedTitle', { count: rejected })}>
          <p>{t('rejectedText')}</p>
        </Notice>
      )}
      {add.isBusy && <Progress label={t('adding')} done={done} total={drafts.length} />}
      <DraftList drafts={drafts} onChange={setDrafts} />
    </Dialog>
  );
}

function More({ append }: { readonly append: (drafts: readonly Draft[]) => void }) {
  return (
    <div class="row">
      <PictureField
        label={t('more')}
        isMultiple
        isCompact
        onPictures={(pictures) => append(pictures.map(draftOf))}
      />
      <Button icon="plus" onPress={() => append([draftOf(undefined)])}>
        {t('moreText')}
      </Button>
    </div>
  );
}

function DraftList({
  drafts,
  onChange,
}: {
  readonly drafts: readonly Draft[];
  readonly onChange: (drafts: readonly Draft[]) => void;
}) {
  return (
    <ol class="stack">
      {drafts.map((draft, index) => (
        <li key={draft.id}>
          <DraftForm
            draft={draft}
            index={index}
            problem={problemOf(draft, drafts)}
            onChange={(change) =>
              onChange(drafts.map((one) => (one === draft ? { ...one, ...change, failure: undefined } : one)))
            }
            onRemove={() => onChange(drafts.filter((one) => one !== draft))}
          />
        </li>
      ))}
    </ol>
  );
}

/** Stores them; those that were stored go away, and with the last one the dialog. */
async function store(
  collection: string,
  drafts: readonly Draft[],
  on: {
    readonly setDrafts: (drafts: readonly Draft[]) => void;
    readonly setDone: (done: number) => void;
    readonly onAdded: () => void;
    readonly onClose: () => void;
  },
): Promise<void> {
  const items = drafts.map((draft) => ({
    key: draft.key.trim(),
    text: draft.text.trim() === '' ? null : draft.text,
    metadata: metadataOf(draft).value ?? {},
    picture: draft.picture,
  }));
  // Those of a batch that was refused as a whole stay as they are.
  const left = new Map(drafts.map((draft, index) => [index, draft]));
  let done = 0;
  try {
    await storeItems(collection, items, (index, failure) => {
      const draft = left.get(index);
      if (failure === undefined) left.delete(index);
      else if (draft !== undefined) left.set(index, { ...draft, failure });
      on.setDone(++done);
    });
  } finally {
    on.setDrafts([...left.values()]);
    if (left.size < drafts.length) on.onAdded();
  }
  if (left.size === 0) on.onClose();
}
