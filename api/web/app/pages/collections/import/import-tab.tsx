import { useState } from 'preact/hooks';
import { Button } from '../../../components/button.tsx';
import { JobPanel } from '../../../jobs/job-panel.tsx';
import type { TabProps } from '../tab-props.ts';
import { useJobsOf } from '../use-jobs-of.ts';
import { ImportForm } from './import-form.tsx';
import { ImportResult } from './import-result.tsx';
import { texts as t } from './texts.ts';

/** How many imports are shown at first. */
const shownAtFirst = 2;

/** Starts imports, and follows those that there are. */
export function ImportTab({ collection: { name }, reload }: TabProps) {
  const { jobs, reload: reloadJobs } = useJobsOf(name, 'import');
  const [isWhole, setWhole] = useState(false);
  const [startedId, setStartedId] = useState<string>();
  const shown = isWhole ? jobs : jobs?.slice(0, shownAtFirst);
  return (
    <div class="stack">
      <section class="card stack" aria-label={t('title')}>
        <p class="soft">{t('lead')}</p>
        <ImportForm
          collection={name}
          onStarted={(id) => {
            setStartedId(id);
            reloadJobs();
          }}
        />
      </section>
      <section class="stack section" aria-label={t('jobs')}>
        <h2>{t('jobs')}</h2>
        {jobs?.length === 0 && <p class="soft">{t('none')}</p>}
        {shown?.map(({ id, state }) => (
          <JobPanel
            key={id}
            // One that was started here may have ended before it is listed, and its end is still news.
            job={{ id, state: id === startedId ? 'QUEUED' : state }}
            title={t('title')}
            isChangeable
            onEnded={reload}
          >
            {(job) => <ImportResult job={job} />}
          </JobPanel>
        ))}
        {jobs !== undefined && shown !== undefined && shown.length < jobs.length && (
          <div>
            <Button onPress={() => setWhole(true)}>{t('older')}</Button>
          </div>
        )}
      </section>
    </div>
  );
}
