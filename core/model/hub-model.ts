import { DomainError } from '../errors.ts';
import type { HubKind, HubModel } from '../ports/model-hub.ts';

/** Both hubs: an organisation and a name of letters, digits, `.`, `_` and `-`, neither beginning with a dot. */
const idPattern = /^[A-Za-z0-9_-][\w.-]{0,95}\/[A-Za-z0-9_-][\w.-]{0,95}$/;

const prefixes: readonly (readonly [string, HubKind])[] = [
  ['huggingface:', 'huggingface'],
  ['modelscope:', 'modelscope'],
];

/**
 * Reads `organisation/name` or, with the hub in front, `modelscope:organisation/name`.
 * @throws DomainError INVALID_INPUT
 */
export function parseHubModel(
  text: string,
  options: { readonly hub: HubKind; readonly revision?: string },
): HubModel {
  const prefix = prefixes.find(([candidate]) => text.startsWith(candidate));
  const id = text.slice(prefix?.[0].length ?? 0);
  if (!idPattern.test(id)) {
    throw new DomainError('INVALID_INPUT', `"${text}" is no model of a hub.`, {
      remedy: 'Give organisation/name, or modelscope:organisation/name.',
    });
  }
  const { revision } = options;
  return { hub: prefix?.[1] ?? options.hub, id, ...(revision === undefined ? {} : { revision }) };
}
