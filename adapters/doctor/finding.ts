import { DomainError } from '../../core/errors.ts';

/** What one check found. `unknown`: it could not be made. */
export interface Finding {
  readonly area: 'machine' | 'providers' | 'configuration' | 'database' | 'jobs' | 'models' | 'disk';
  readonly state: 'ok' | 'warn' | 'fail' | 'unknown';
  readonly message: string;
  /** What the reader can do about it. */
  readonly remedy?: string;
}

/** What a check that threw has found; a check never ends the doctor. */
export function failure(area: Finding['area'], what: string, error: unknown): Finding {
  const { message } = error as Error;
  const [said, remedy] = error instanceof DomainError ? [error.problem, error.remedy] : [message, undefined];
  return { area, state: 'fail', message: `${what}: ${said}`, ...(remedy === undefined ? {} : { remedy }) };
}

export const gigabytes = (bytes: number): string => `${(bytes / 2 ** 30).toFixed(1)} GiB`;
