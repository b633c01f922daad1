import { type Column, Table } from '../../components/table.tsx';
import type { ModelCardFragment, TowerParityFragment } from '../../generated/operations.ts';
import { formatBytes, formatNumber } from '../../i18n/texts.ts';
import { texts as t } from './texts.ts';

type Row = ModelCardFragment['precisions'][number];

/** Each precision with its size and, of those that are no reference, its parity certificate. */
export function PrecisionTable({ model }: { readonly model: ModelCardFragment }) {
  const pack = model.precisions.find(({ parity }) => parity !== null)?.parity?.probePack;
  return (
    <div>
      <Table
        caption={t('precisions', { name: model.name })}
        columns={columns()}
        rows={model.precisions}
        keyOf={({ precision }) => precision}
      />
      {pack !== undefined && <p class="hint">{t('parityHint', { pack })}</p>}
    </div>
  );
}

const columns = (): readonly Column<Row>[] => [
  { key: 'precision', label: t('precision'), cell: ({ precision }) => precision },
  { key: 'size', label: t('size'), isNumeric: true, cell: ({ sizeBytes }) => formatBytes(sizeBytes) },
  {
    key: 'image',
    label: t('imageParity'),
    isNumeric: true,
    cell: ({ parity }) => <Tower parity={parity?.image} />,
  },
  {
    key: 'text',
    label: t('textParity'),
    isNumeric: true,
    cell: ({ parity }) => <Tower parity={parity?.text} />,
  },
  {
    key: 'threshold',
    label: t('threshold'),
    isNumeric: true,
    cell: ({ parity }) => (parity === null ? '' : `≥ ${cosine(parity.threshold)}`),
  },
  { key: 'verdict', label: t('verdict'), cell: ({ parity }) => <Verdict parity={parity} /> },
];

const cosine = (value: number): string => formatNumber(value, { maximumFractionDigits: 6 });

function Tower({ parity }: { readonly parity: TowerParityFragment | undefined }) {
  if (parity === undefined) return null;
  const error = formatNumber(parity.maximumError, { notation: 'scientific', maximumFractionDigits: 1 });
  return (
    <>
      {cosine(parity.minimumCosine)}
      <small class="under soft">{t('probes', { count: parity.count, error })}</small>
    </>
  );
}

function Verdict({ parity }: Pick<Row, 'parity'>) {
  if (parity === null) return <span class="badge">{t('reference')}</span>;
  return parity.passed ? (
    <span class="badge good">{t('passed')}</span>
  ) : (
    <span class="badge bad">{t('forced')}</span>
  );
}
