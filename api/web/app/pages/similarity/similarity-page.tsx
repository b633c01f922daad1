import { useState } from 'preact/hooks';
import type { Picture } from '../../client/picture.ts';
import { request } from '../../client/request.ts';
import { session } from '../../client/session.ts';
import { useAnswer } from '../../client/use-answer.ts';
import { withPictures } from '../../client/with-pictures.ts';
import { Button } from '../../components/button.tsx';
import { Empty, Loading } from '../../components/empty.tsx';
import { TextField } from '../../components/field.tsx';
import { ItemPickerButton } from '../../components/item-picker.tsx';
import { ModelSelect } from '../../components/model-select.tsx';
import { FailureNotice } from '../../components/notice.tsx';
import { PictureField } from '../../components/picture-field.tsx';
import { SimilarityDocument } from '../../generated/operations.ts';
import { Page } from '../../shell/page.tsx';
import { readLines } from '../read-lines.ts';
import { SimilarityResult } from './similarity-result.tsx';
import { texts as t } from './texts.ts';

const maximumPictures = 64;
const maximumTexts = 256;
/** Typing stops for this long before the server is asked. */
const pauseMs = 400;

/** Several pictures against several texts. */
export function SimilarityPage() {
  const [pictures, setPictures] = useState<readonly Picture[]>([]);
  const [written, setWritten] = useState(t('exampleTexts'));
  const [model, setModel] = useState('');
  const lines = readLines(written);
  const textError = wrongTexts(lines);
  const add = (added: readonly Picture[]): void =>
    setPictures((before) => [
      ...before,
      ...added.filter(({ id }) => before.every((picture) => picture.id !== id)),
    ]);
  const isAskable = pictures.length > 0 && pictures.length <= maximumPictures && textError === undefined;
  const answer = useSimilarity(isAskable ? { pictures, lines, model } : undefined);
  return (
    <Page title={t('title')} lead={t('lead')}>
      <div class="split">
        <section class="card stack">
          <PictureList
            pictures={pictures}
            onAdd={add}
            onRemove={(id) => setPictures(pictures.filter((picture) => picture.id !== id))}
          />
          <TextField
            label={t('texts', { count: lines.length })}
            hint={t('textsHint')}
            rows={6}
            value={written}
            onInput={setWritten}
            error={textError}
          />
          <ModelSelect value={model} onChange={setModel} />
        </section>
        <section class="stack" aria-label={t('result')}>
          <FailureNotice failure={answer.failure} />
          {pictures.length === 0 && (
            <Empty icon="similarity" title={t('emptyTitle')}>
              {t('emptyText')}
            </Empty>
          )}
          {answer.data === undefined && answer.isLoading && <Loading label={t('calculating')} />}
          {answer.data !== undefined && <SimilarityResult {...answer.data} isStale={answer.isLoading} />}
        </section>
      </div>
    </Page>
  );
}

function PictureList({
  pictures,
  onAdd,
  onRemove,
}: {
  readonly pictures: readonly Picture[];
  readonly onAdd: (pictures: readonly Picture[]) => void;
  readonly onRemove: (id: string) => void;
}) {
  const label = t('pictures', { count: pictures.length });
  return (
    <div class="stack">
      <h2>{label}</h2>
      {pictures.length > 0 && (
        <ul class="picture-list" aria-label={label}>
          {pictures.map(({ id, name, url }) => (
            <li key={id} class="tile">
              <img src={url} alt={name} />
              <Button look="plain" icon="close" label={t('remove', { name })} onPress={() => onRemove(id)} />
            </li>
          ))}
        </ul>
      )}
      {pictures.length > maximumPictures && <p class="field-error">{t('tooManyPictures')}</p>}
      <div class="row">
        <PictureField
          label={t('addPictures')}
          isMultiple
          isCompact={pictures.length > 0}
          onPictures={onAdd}
        />
        <ItemPickerButton onPicture={(picture) => onAdd([picture])} />
      </div>
    </div>
  );
}

interface Asked {
  readonly pictures: readonly Picture[];
  readonly lines: readonly string[];
  readonly model: string;
}

/** The matrix with what it is of: while the next one is awaited, the old one keeps its own names. */
function useSimilarity(asked: Asked | undefined) {
  const ids = asked?.pictures.map(({ id }) => id);
  const question = asked && JSON.stringify([ids, asked.lines, asked.model, session.value.visit]);
  return useAnswer(
    question,
    async (signal) => {
      const { pictures, lines, model } = asked ?? { pictures: [], lines: [], model: '' };
      const matrix = await withPictures(pictures, async (imageById) => {
        const images = pictures.flatMap(({ id }) => imageById.get(id) ?? []);
        const variables = { images, texts: lines, model: model === '' ? null : model };
        return (await request(SimilarityDocument, variables, signal)).similarity;
      });
      return { pictures, lines, matrix };
    },
    pauseMs,
  );
}

function wrongTexts(lines: readonly string[]): string | undefined {
  if (lines.length === 0) return t('noTexts');
  return lines.length > maximumTexts ? t('tooManyTexts') : undefined;
}
