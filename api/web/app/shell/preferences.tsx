import { Segments } from '../components/field.tsx';
import { chooseLanguage, type Language, language } from '../i18n/language.ts';
import { texts as t } from './texts.ts';
import { chooseTheme, theme, themes } from './theme.ts';

const languageNames: readonly { readonly value: Language; readonly label: string }[] = [
  { value: 'zh', label: '中文' },
  { value: 'en', label: 'English' },
];

/** Language and theme. */
export function Preferences() {
  return (
    <div class="preferences">
      <Segments
        label={t('language')}
        value={language.value}
        options={languageNames}
        onChange={chooseLanguage}
      />
      <Segments
        label={t('theme')}
        value={theme.value}
        options={themes.map((value) => ({ value, label: t(value) }))}
        onChange={chooseTheme}
      />
    </div>
  );
}
