import { effect, signal } from '@preact/signals';
import { recall, remember } from '../client/storage.ts';

export const languages = ['zh', 'en'] as const;
export type Language = (typeof languages)[number];

/** What the app is shown in: the choice made here before, else the first of the browser's languages that it speaks. */
export const language = signal<Language>(recall('tuwen.language', languages) ?? preferred());

/** Value of `lang` for it. */
export const tagOf = (of: Language): string => (of === 'zh' ? 'zh-CN' : 'en');

effect(() => {
  document.documentElement.lang = tagOf(language.value);
});

export function chooseLanguage(chosen: Language): void {
  language.value = chosen;
  remember('tuwen.language', chosen);
}

function preferred(): Language {
  for (const tag of navigator.languages) {
    const known = languages.find((one) => tag.toLowerCase().startsWith(one));
    if (known !== undefined) return known;
  }
  return 'en';
}
