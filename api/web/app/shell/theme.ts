import { effect, signal } from '@preact/signals';
import { recall, remember } from '../client/storage.ts';

export const themes = ['auto', 'light', 'dark'] as const;
export type Theme = (typeof themes)[number];

/** Light, dark, or as the system has it. */
export const theme = signal<Theme>(recall('tuwen.theme', themes) ?? 'auto');

effect(() => {
  document.documentElement.dataset['theme'] = theme.value;
});

export function chooseTheme(chosen: Theme): void {
  theme.value = chosen;
  remember('tuwen.theme', chosen);
}
