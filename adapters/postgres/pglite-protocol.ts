export interface PgliteSettings {
  readonly folder: string;
}

export type PgliteRequest =
  | {
      readonly id: number;
      readonly kind: 'query';
      readonly text: string;
      readonly parameters: readonly unknown[];
    }
  | { readonly id: number; readonly kind: 'execute'; readonly script: string }
  | { readonly id: number; readonly kind: 'copy'; readonly to: string }
  | { readonly id: number; readonly kind: 'close' };

export type PgliteResponse =
  | { readonly kind: 'ready' }
  | { readonly kind: 'failed'; readonly message: string }
  | { readonly kind: 'rows'; readonly id: number; readonly rows: readonly unknown[] }
  | {
      readonly kind: 'error';
      readonly id: number;
      readonly message: string;
      readonly code: string | undefined;
    };
