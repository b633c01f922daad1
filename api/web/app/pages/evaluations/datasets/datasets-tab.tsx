import { useState } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { request } from '../../../client/request.ts';
import { may } from '../../../client/session.ts';
import { useAction } from '../../../client/use-action.ts';
import { useQuery } from '../../../client/use-query.ts';
import { Button } from '../../../components/button.tsx';
import { Confirm } from '../../../components/dialog.tsx';
import { Empty, Loading } from '../../../components/empty.tsx';
import { FailureNotice } from '../../../components/notice.tsx';
import {
  CheckDatasetDocument,
  type DatasetFactsFragment,
  DatasetsDocument,
  RemoveDatasetDocument,
} from '../../../generated/operations.ts';
import { texts as t } from '../texts.ts';
import { RegisterDialog } from './register-dialog.tsx';

const everything = {};

/** Registered data sets. */
export function DatasetsTab() {
  const { data, failure, reload } = useQuery(DatasetsDocument, everything);
  const [isRegistering, setRegistering] = useState(false);
  const register = may('ADMIN') && (
    <Button icon="plus" onPress={() => setRegistering(true)}>
      {t('register')}
    </Button>
  );
  return (
    <div class="stack">
      <FailureNotice failure={failure} onRetry={reload} />
      {data === undefined && failure === undefined && <Loading />}
      {data?.datasets.length === 0 && (
        <Empty icon="collections" title={t('noDatasets')}>
          <p>{t(may('ADMIN') ? 'noDatasetsText' : 'noDatasetsAsk')}</p>
          {register}
        </Empty>
      )}
      {data !== undefined && data.datasets.length > 0 && (
        <>
          <div class="row">{register}</div>
          <ul class="findings">
            {data.datasets.map((dataset) => (
              <DatasetCard key={dataset.name} dataset={dataset} onRemoved={reload} />
            ))}
          </ul>
        </>
      )}
      {isRegistering && (
        <RegisterDialog
          onClose={() => setRegistering(false)}
          onRegistered={() => {
            setRegistering(false);
            reload();
          }}
        />
      )}
    </div>
  );
}

function DatasetCard({
  dataset,
  onRemoved,
}: {
  readonly dataset: DatasetFactsFragment;
  readonly onRemoved: () => void;
}) {
  const { route } = useLocation();
  const check = useAction(async () => {
    const { started } = await request(CheckDatasetDocument, { input: { dataset: dataset.name } });
    if (started !== null) route(`/evaluations/${started.id}`);
  });
  return (
    <li class="card stack">
      <div class="row">
        <h2>{dataset.name}</h2>
        <span class="badge accent">{t(dataset.kind)}</span>
      </div>
      <DatasetPaths dataset={dataset} />
      <div class="row">
        {may('EDITOR') && (
          <Button icon="check" isBusy={check.isBusy} onPress={() => void check.run()}>
            {t('check')}
          </Button>
        )}
        {may('ADMIN') && <RemoveButton name={dataset.name} onRemoved={onRemoved} />}
      </div>
      <FailureNotice failure={check.failure} />
    </li>
  );
}

function DatasetPaths({ dataset }: { readonly dataset: DatasetFactsFragment }) {
  const { images, texts, benchmark, folder, labels, index, elevater, metric } = dataset;
  const known = [
    ['imagesPath', images],
    ['textsPath', texts],
    ['benchmark', benchmark],
    ['folderPath', folder],
    ['labelsPath', labels],
    ['indexPath', index],
    ['elevaterName', elevater],
    ['metric', metric],
  ] as const;
  return (
    <dl class="facts">
      {known.flatMap(([key, value]) =>
        value === null
          ? []
          : [
              <dt key={key}>{t(key)}</dt>,
              <dd key={`${key}-value`} class="path">
                {value}
              </dd>,
            ],
      )}
    </dl>
  );
}

function RemoveButton({ name, onRemoved }: { readonly name: string; readonly onRemoved: () => void }) {
  const [isAsking, setAsking] = useState(false);
  const remove = useAction(async () => {
    await request(RemoveDatasetDocument, { name });
    setAsking(false);
    onRemoved();
  });
  return (
    <>
      <Button icon="trash" onPress={() => setAsking(true)}>
        {t('remove')}
      </Button>
      {isAsking && (
        <Confirm
          title={t('removeTitle', { name })}
          action={t('remove')}
          isBusy={remove.isBusy}
          onConfirm={() => void remove.run()}
          onClose={() => setAsking(false)}
        >
          <p>{t('removeText')}</p>
          <FailureNotice failure={remove.failure} />
        </Confirm>
      )}
    </>
  );
}
