import { useState } from 'preact/hooks';
import { Select } from '../../../components/field.tsx';
import { Icon } from '../../../components/icon.tsx';
import { Notice } from '../../../components/notice.tsx';
import type { LiveJobFragment } from '../../../generated/operations.ts';
import { type ElevaterResult, percent, resultOf } from '../results.ts';
import { texts as t } from '../texts.ts';
import { ClassesOf } from './classes.tsx';
import { ScoreTable } from './score-table.tsx';

/** Scores of ELEVATER's sets, the submission, and classes of one of them. */
export function ElevaterView({ job }: { readonly job: LiveJobFragment }) {
  const result = resultOf<ElevaterResult>(job);
  const { sets, meanScore } = result;
  const [chosen, setChosen] = useState(sets[0]?.dataset ?? '');
  const set = sets.find(({ dataset }) => dataset === chosen);
  return (
    <section class="stack">
      <p>{t('elevaterMean', { score: percent(100 * meanScore), count: sets.length })}</p>
      <Submission job={job} result={result} />
      <ScoreTable
        scores={sets}
        nameLabel={t('dataset')}
        nameOf={({ dataset, pictures }) => t('setWithPictures', { dataset, pictures })}
      />
      <div class="run-tools">
        <Select
          label={t('dataset')}
          value={chosen}
          options={sets.map(({ dataset }) => ({ value: dataset, label: dataset }))}
          onChange={setChosen}
        />
      </div>
      {set !== undefined && <ClassesOf id={job.id} dataset={set.dataset} templates={set.templates} />}
    </section>
  );
}

function Submission({
  job,
  result: { submission, missing, problems },
}: {
  readonly job: LiveJobFragment;
  readonly result: ElevaterResult;
}) {
  const file = job.artefacts.find(({ name }) => name === submission);
  const isWhole = missing.length + problems.length === 0;
  return (
    <Notice
      kind={isWhole ? 'good' : 'warning'}
      title={t(isWhole ? 'submissionWhole' : submission === null ? 'noSubmission' : 'submissionPartial')}
      actions={
        file?.url != null && (
          <a class="button" href={file.url} download={file.name}>
            <Icon name="download" size={18} />
            {t('downloadSubmission')}
          </a>
        )
      }
    >
      {missing.length > 0 && <p>{t('missingSets', { count: missing.length, names: missing.join(', ') })}</p>}
      {problems.map((problem) => (
        <p key={problem} lang="en">
          {problem}
        </p>
      ))}
    </Notice>
  );
}
