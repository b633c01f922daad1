import { DomainError } from '../../core/errors.ts';

const remedies = {
  CHECKPOINT_UNREADABLE: 'Check that the file is complete and of the type its name says.',
  CHECKPOINT_UNSAFE: 'Nothing of it was run. Save the state dict alone with torch.save and import that file.',
} as const;

/** What is wrong with a file, said by code that does not know the file's name. */
export class CheckpointFault extends Error {
  readonly code: keyof typeof remedies;
  readonly details: Readonly<Record<string, unknown>>;

  constructor(code: keyof typeof remedies, message: string, details = {}, cause?: unknown) {
    super(message, { cause });
    this.code = code;
    this.details = details;
  }
}

/** The file cannot be read as a checkpoint. */
export function unreadable(reason: string, cause?: unknown): CheckpointFault {
  return new CheckpointFault('CHECKPOINT_UNREADABLE', `cannot be read: ${printable(reason)}`, {}, cause);
}

/** The file asks for more than tensors and plain containers. */
export function unsafe(what: string): CheckpointFault {
  const printed = printable(what);
  return new CheckpointFault('CHECKPOINT_UNSAFE', `asks for ${printed}, which is not data`, {
    what: printed,
  });
}

/** A fault or an error of the file system as a DomainError that names the file; anything else is a bug and stays. */
export function asDomainError(fileName: string, error: unknown): unknown {
  const fault = isSystemError(error) ? unreadable(`the file system says ${error.code}`, error) : error;
  if (!(fault instanceof CheckpointFault)) return error;
  const { code, message, details, cause } = fault;
  return new DomainError(code, `The checkpoint ${fileName} ${message}.`, {
    remedy: remedies[code],
    details: { ...details, fileName },
    cause,
  });
}

function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'syscall' in error && 'code' in error;
}

/** Reasons quote hostile files: what is long is cut, what moves a terminal's cursor is replaced. */
function printable(text: string): string {
  const cut = text.length <= 300 ? text : `${text.slice(0, 300)}…`;
  return cut.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, '�');
}
