import { BarChart } from '../../../components/bar-chart.tsx';
import { Notice } from '../../../components/notice.tsx';
import {
  type JobLike,
  type PublishedRecalls,
  percent,
  points,
  type Recalls,
  type RetrievalResult,
  resultOf,
  signed,
} from '../results.ts';
import { texts as t } from '../texts.ts';
import { Unreadable } from './unreadable.tsx';

/** Recalls of both directions, beside the published ones. */
export function RetrievalView({ job }: { readonly job: JobLike }) {
  const { counts, textToImage, imageToText, published, unreadableImages } = resultOf<RetrievalResult>(job);
  return (
    <section class="stack" aria-label={t('recalls')}>
      <p>{t('retrievalCounts', { texts: counts.texts, images: counts.images })}</p>
      <div class="directions">
        <Direction name="text-to-image" recalls={textToImage} published={published?.textToImage ?? null} />
        <Direction name="image-to-text" recalls={imageToText} published={published?.imageToText ?? null} />
      </div>
      {published === null ? (
        <p class="hint">{t('nothingPublished')}</p>
      ) : (
        <p class="hint">
          {t('publishedIs', { size: published.size, benchmark: published.benchmark })}{' '}
          <a href={published.source}>{t('source')}</a>
        </p>
      )}
      <Unreadable count={counts.unreadableImages} names={unreadableImages} />
    </section>
  );
}

function Direction({
  name,
  recalls,
  published,
}: {
  readonly name: 'text-to-image' | 'image-to-text';
  readonly recalls: Recalls;
  readonly published: PublishedRecalls | null;
}) {
  if ('error' in recalls)
    return (
      <div class="card">
        <h2>{t(name)}</h2>
        <Notice kind="error" title={t('noRecalls')}>
          <p lang="en">{recalls.error}</p>
        </Notice>
      </div>
    );
  const ofRank = (key: 'r1' | 'r5' | 'r10', label: string) => ({
    key,
    label,
    share: recalls[key] / 100,
    value: percent(recalls[key]),
    mark: published === null ? undefined : published.published[key] / 100,
    note: published === null ? undefined : note(published, key),
    isStrong: true,
  });
  const mean = {
    key: 'mean',
    label: t('meanRecall'),
    share: recalls.mean / 100,
    value: percent(recalls.mean),
  };
  return (
    <div class="card recalls">
      <h2>{t(name)}</h2>
      <BarChart
        label={t(name)}
        bars={[ofRank('r1', 'R@1'), ofRank('r5', 'R@5'), ofRank('r10', 'R@10'), mean]}
      />
    </div>
  );
}

const note = ({ published, difference }: PublishedRecalls, key: 'r1' | 'r5' | 'r10'): string =>
  difference === null
    ? t('publishedNote', { value: points(published[key]) })
    : t('publishedWithDifference', { value: points(published[key]), difference: signed(difference[key]) });
