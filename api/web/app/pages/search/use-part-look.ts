import { keptFile } from '../../client/picture.ts';
import { useQuery } from '../../client/use-query.ts';
import { ItemNameDocument } from '../../generated/operations.ts';
import type { Part } from './search-state.ts';
import { texts as t } from './texts.ts';

/** Name and picture of a part; a stored item's are asked for. */
export function usePartLook({ kind, value }: Part): { name: string; picture: string | undefined } {
  const { data } = useQuery(ItemNameDocument, kind === 'item' ? { id: value } : undefined);
  if (kind === 'text') return { name: value, picture: undefined };
  if (kind === 'file') return { name: t('yourPicture'), picture: keptFile(value)?.url };
  if (data === undefined) return { name: '…', picture: undefined };
  const { item } = data;
  if (item === null) return { name: t('unknownItem'), picture: undefined };
  return { name: item.text ?? item.key, picture: item.image?.thumbnailUrl };
}
