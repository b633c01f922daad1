import { DomainError } from '../../core/errors.ts';

/** The file cannot be read as a checkpoint. */
export function unreadable(reason: string, cause?: unknown): DomainError {
  return new DomainError('CHECKPOINT_UNREADABLE', `The checkpoint cannot be read: ${reason}.`, {
    remedy: 'Check that the file is complete and was written by torch.save.',
    cause,
  });
}

/** The file asks for more than tensors and plain containers. */
export function unsafe(what: string): DomainError {
  return new DomainError('CHECKPOINT_UNSAFE', `The checkpoint asks for ${what}, which is not data.`, {
    remedy: 'Nothing of it was run. Save the state dict alone with torch.save and import that file.',
    details: { what },
  });
}
