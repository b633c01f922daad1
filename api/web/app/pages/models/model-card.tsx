import { useId } from 'preact/hooks';
import { may } from '../../client/session.ts';
import { Notice } from '../../components/notice.tsx';
import type { ModelCardFragment } from '../../generated/operations.ts';
import { formatBytes, formatInstant, formatNumber } from '../../i18n/texts.ts';
import { ModelActions } from './model-actions.tsx';
import { PrecisionTable } from './precision-table.tsx';
import { texts as t } from './texts.ts';

/** A model: what it is, how it runs, and how near its precisions are to the reference. */
export function ModelCard({
  model,
  onChanged,
}: {
  readonly model: ModelCardFragment;
  /** With a sentence that says what was done. */
  readonly onChanged: (done: string) => void;
}) {
  const id = useId();
  return (
    <article class="card stack" aria-labelledby={id}>
      <div class="row spread">
        <div class="row">
          <h2 id={id}>{model.name}</h2>
          {model.isDefault && <span class="badge accent">{t('default')}</span>}
          <RuntimeBadge runtime={model.runtime} />
        </div>
        {may('ADMIN') && <ModelActions model={model} onChanged={onChanged} />}
      </div>
      {model.runtime?.rejected.map(({ provider, reason }) => (
        <Notice key={provider} kind="warning" title={t('rejectedTitle', { provider })}>
          <p lang="en">{reason}</p>
        </Notice>
      ))}
      <MainFacts model={model} />
      {model.precisions.length > 1 && <PrecisionTable model={model} />}
      <Details model={model} />
    </article>
  );
}

function RuntimeBadge({ runtime }: Pick<ModelCardFragment, 'runtime'>) {
  return runtime === null ? (
    <>
      <span class="badge">{t('idle')}</span>
      <small class="soft">{t('idleHint')}</small>
    </>
  ) : (
    <>
      <span class="badge good">{t('loaded')}</span>
      <small class="soft">{t('runsOn', { precision: runtime.precision, provider: runtime.provider })}</small>
    </>
  );
}

/** 188 000 000 as 188M. */
const short = (count: number): string =>
  formatNumber(count, { notation: 'compact', maximumFractionDigits: 1 });

function MainFacts({ model }: { readonly model: ModelCardFragment }) {
  const { family, published, parameters, precisions } = model;
  const [reference] = precisions;
  return (
    <dl class="fact-row">
      <Fact name={t('family')} value={family} />
      {published !== null && <Fact name={t('published')} value={t('publishedAs', published)} />}
      {precisions.length === 1 && reference !== undefined && (
        <Fact
          name={t('precision')}
          value={t('onlyPrecision', {
            precision: reference.precision,
            size: formatBytes(reference.sizeBytes),
          })}
        />
      )}
      <Fact name={t('dimension')} value={formatNumber(model.dimension)} />
      <Fact name={t('imageSize')} value={t('pixels', { size: model.imageSize })} />
      <Fact name={t('contextLength')} value={t('tokens', { count: model.contextLength })} />
      <Fact
        name={t('parameters')}
        value={t('parametersOf', {
          total: short(parameters.total),
          visual: short(parameters.visual),
          text: short(parameters.text),
        })}
      />
    </dl>
  );
}

function Details({ model }: { readonly model: ModelCardFragment }) {
  return (
    <details class="details">
      <summary>{t('details')}</summary>
      <dl class="facts">
        <Fact name={t('vocabulary')} value={formatNumber(model.vocabularySize)} />
        <Fact name={t('weights')} value={t(model.weights)} />
        <Fact name={t('imported')} value={formatInstant(model.importedAt)} />
        <Fact name={t('source')} value={`${model.source.fileName} · sha256 ${model.source.sha256}`} />
        <Fact name={t('space')} value={model.spaceId} />
      </dl>
    </details>
  );
}

function Fact({ name, value }: { readonly name: string; readonly value: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}
