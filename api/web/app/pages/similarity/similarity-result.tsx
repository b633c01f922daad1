import { useState } from 'preact/hooks';
import type { Picture } from '../../client/picture.ts';
import { Segments } from '../../components/field.tsx';
import { HeatMap, HeatScale } from '../../components/heat-map.tsx';
import type { SimilarityQuery } from '../../generated/operations.ts';
import { formatPercent } from '../../i18n/texts.ts';
import { texts as t } from './texts.ts';

const values = ['cosine', 'perImage', 'perText'] as const;
type Value = (typeof values)[number];
type Matrix = NonNullable<SimilarityQuery['similarity']>;

/** The matrix as a heat map, in one of three kinds of numbers. */
export function SimilarityResult({
  pictures,
  lines,
  matrix,
  isStale,
}: {
  readonly pictures: readonly Picture[];
  readonly lines: readonly string[];
  readonly matrix: Matrix | null;
  readonly isStale: boolean;
}) {
  const [value, setValue] = useState<Value>('cosine');
  if (matrix === null) return null;
  const { numbers, low, high, write } = shown(matrix, value);
  const at = (row: number, column: number): number => numbers[row]?.[column] ?? 0;
  return (
    <div class={`card stack${isStale ? ' stale' : ''}`}>
      <div class="row spread">
        <h2>{t('result')}</h2>
        <Segments
          label={t('value')}
          value={value}
          options={values.map((one) => ({ value: one, label: t(one) }))}
          onChange={setValue}
        />
      </div>
      <p role="status">{best(matrix, pictures, lines)}</p>
      <HeatMap
        caption={t('map', { value: t(value) })}
        corner={t('corner')}
        columns={lines.map((line) => ({ key: line, label: line }))}
        rows={pictures.map((picture) => ({ key: picture.id, label: <RowLabel picture={picture} /> }))}
        shareOf={(row, column) => (high === low ? 1 : (at(row, column) - low) / (high - low))}
        textOf={(row, column) => write(at(row, column))}
        isMarked={(row, column) => lines.length > 1 && at(row, column) === Math.max(...(numbers[row] ?? []))}
      />
      <div class="row spread">
        <HeatScale from={write(low)} to={write(high)} />
        <p class="hint">{lines.length > 1 && t('marked')}</p>
      </div>
      <p class="hint">{hint(matrix, value)}</p>
    </div>
  );
}

function RowLabel({ picture: { name, url } }: { readonly picture: Picture }) {
  return (
    <span class="heat-picture">
      <img src={url} alt="" />
      <span>{name}</span>
    </span>
  );
}

interface Shown {
  /** One row per picture. */
  readonly numbers: readonly (readonly number[])[];
  readonly low: number;
  readonly high: number;
  readonly write: (number: number) => string;
}

function shown({ cosines, probabilitiesPerImage, probabilitiesPerText }: Matrix, value: Value): Shown {
  if (value === 'cosine') {
    const all = cosines.flat();
    return {
      numbers: cosines,
      low: Math.min(...all),
      high: Math.max(...all),
      write: (number) => number.toFixed(3),
    };
  }
  const write = (number: number): string => formatPercent(number);
  if (value === 'perImage') return { numbers: probabilitiesPerImage, low: 0, high: 1, write };
  // The server gives a row for each text.
  const numbers = cosines.map((_, picture) => probabilitiesPerText.map((row) => row[picture] ?? 0));
  return { numbers, low: 0, high: 1, write };
}

function best({ cosines }: Matrix, pictures: readonly Picture[], lines: readonly string[]): string {
  const cosine = Math.max(...cosines.flat());
  const row = cosines.findIndex((one) => one.includes(cosine));
  const picture = pictures[row]?.name ?? '';
  const text = lines[cosines[row]?.indexOf(cosine) ?? 0] ?? '';
  return t('best', { picture, text, cosine: cosine.toFixed(3) });
}

function hint({ scoring }: Matrix, value: Value): string {
  if (value === 'cosine') return t('cosineHint');
  return scoring.kind === 'SIGMOID' ? t('sigmoidHint') : t(`${value}Hint`);
}
