import { useState } from 'preact/hooks';
import { Select } from '../../../components/field.tsx';
import type { LiveJobFragment } from '../../../generated/operations.ts';
import { resultOf, type TemplateScore, type ZeroShotResult } from '../results.ts';
import { texts as t } from '../texts.ts';
import { ClassesOf } from './classes.tsx';
import { ScoreTable } from './score-table.tsx';
import { Unreadable } from './unreadable.tsx';

/** Scores of every set of templates, then classes and confusions of one of them. */
export function ZeroShotView({ job }: { readonly job: LiveJobFragment }) {
  const { counts, scores, templates, unreadablePictures } = resultOf<ZeroShotResult>(job);
  const [first] = scores;
  const [chosen, setChosen] = useState(first?.templates ?? '');
  const name = ({ templates: of }: TemplateScore): string =>
    t('templateSet', { name: of, count: templates[of]?.length ?? 0 });
  return (
    <section class="stack">
      <p>{t('zeroShotCounts', { pictures: counts.pictures, classes: counts.classes })}</p>
      <ScoreTable scores={scores} nameLabel={t('templates')} nameOf={name} />
      <Unreadable count={counts.unreadablePictures} names={unreadablePictures} />
      {scores.length > 1 && (
        <div class="run-tools">
          <Select
            label={t('templates')}
            value={chosen}
            options={scores.map((score) => ({ value: score.templates, label: name(score) }))}
            onChange={setChosen}
          />
        </div>
      )}
      <ClassesOf id={job.id} templates={chosen} />
    </section>
  );
}
