import type { ComponentChildren } from 'preact';
import type { WholeItemFragment } from '../../../generated/operations.ts';
import { formatBytes, formatInstant } from '../../../i18n/texts.ts';
import { writeJson } from '../json-text.ts';
import { texts as t } from './texts.ts';

/** What is known of an item. */
export function ItemFacts({ item }: { readonly item: WholeItemFragment }) {
  const { key, text, image, metadata, createdAt, updatedAt } = item;
  const json = writeJson(metadata);
  return (
    <dl class="facts">
      <Fact name={t('key')}>
        <code>{key}</code>
      </Fact>
      <Fact name={t('text')}>{text ?? t('none')}</Fact>
      <Fact name={t('metadata')}>{json === '' ? t('none') : <pre>{json}</pre>}</Fact>
      {image !== null && (
        <>
          <Fact name={t('size')}>
            {t('sizeOf', {
              width: image.width,
              height: image.height,
              bytes: formatBytes(image.sizeBytes),
              type: image.mediaType,
            })}
          </Fact>
          <Fact name={t('sha256')}>
            <code>{image.sha256}</code>
          </Fact>
        </>
      )}
      <Fact name={t('created')}>{formatInstant(createdAt)}</Fact>
      <Fact name={t('updated')}>{formatInstant(updatedAt)}</Fact>
    </dl>
  );
}

function Fact({ name, children }: { readonly name: string; readonly children: ComponentChildren }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
