import { useEffect, useRef, useState } from 'preact/hooks';
import type { Picture } from '../../client/picture.ts';
import { Button } from '../../components/button.tsx';
import { Icon } from '../../components/icon.tsx';
import { PictureField } from '../../components/picture-field.tsx';
import { PartChips } from './part-chips.tsx';
import type { Go } from './search-page.tsx';
import { isSearch, type Part, type SearchState } from './search-state.ts';
import { texts as t } from './texts.ts';

/** Typing stops for this long before it is searched for. */
const pauseMs = 300;
const maximumParts = 15;

/** The field with its chips: words, pictures, and mixes of them. */
export function SearchBar({ state, go }: { readonly state: SearchState; readonly go: Go }) {
  const { parts } = state;
  const { text, type, hasChanged, settle } = useTyping(state, go);
  const addPart = (part: Part, rest: Partial<SearchState> = {}): void =>
    go({ parts: [...parts, part].slice(-maximumParts), ...rest });
  const addText = (weight: number): void => {
    settle('');
    addPart({ kind: 'text', value: text.trim(), weight }, { text: '' });
  };
  const addPicture = ([picture]: readonly Picture[]): void => {
    if (picture !== undefined) addPart({ kind: 'file', value: picture.id, weight: 1 });
  };
  return (
    <search aria-label={t('form')}>
      <form
        class="search-form"
        onSubmit={(event) => {
          event.preventDefault();
          settle(text);
          if (hasChanged) go({ text: text.trim() });
        }}
      >
        <div class="search-field">
          <Icon name="search" />
          <PartChips parts={parts} onChange={(changed) => go({ parts: changed })} />
          <SearchInput text={text} hasParts={parts.length > 0} onType={type} />
          {text.trim() !== '' && (
            <span class="search-add">
              <Button
                look="plain"
                icon="plus"
                label={t('addText', { text: text.trim() })}
                onPress={() => addText(1)}
              />
              <Button
                look="plain"
                icon="minus"
                label={t('excludeText', { text: text.trim() })}
                onPress={() => addText(-1)}
              />
            </span>
          )}
        </div>
        <PictureField label={t('picture')} isCompact onPictures={addPicture} />
        <Button look="primary" type="submit">
          {t('submit')}
        </Button>
      </form>
      {!isSearch(state) && <Examples onChoose={(example) => go({ text: example })} />}
    </search>
  );
}

function SearchInput({
  text,
  hasParts,
  onType,
}: {
  readonly text: string;
  readonly hasParts: boolean;
  readonly onType: (text: string, isComposing: boolean) => void;
}) {
  const hint = t(hasParts ? 'queryMore' : 'queryHint');
  return (
    <input
      type="search"
      aria-label={t('query')}
      placeholder={hint}
      value={text}
      maxLength={500}
      autocomplete="off"
      spellcheck={false}
      onInput={(event) => onType(event.currentTarget.value, event.isComposing)}
      onCompositionEnd={(event) => onType(event.currentTarget.value, false)}
    />
  );
}

/**
 * What is written in the field: searched for when typing stops. A word that is typed on refines the same entry of the
 * history; the first letter makes one.
 */
function useTyping(state: SearchState, go: Go) {
  const [text, setText] = useState(state.text);
  const sent = useRef(state.text);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => {
    // Back, a link, a chip: the address says something that was not typed here.
    if (state.text !== sent.current) setText(state.text);
    sent.current = state.text;
  }, [state.text]);
  useEffect(() => () => clearTimeout(timer.current), []);
  const settle = (settled: string): void => {
    clearTimeout(timer.current);
    sent.current = settled.trim();
    setText(settled);
  };
  const newest = useRef(go);
  newest.current = go;
  const type = (typed: string, isComposing: boolean): void => {
    setText(typed);
    clearTimeout(timer.current);
    // Letters of an input method are not words yet.
    if (isComposing) return;
    timer.current = setTimeout(() => {
      const before = sent.current;
      if (typed.trim() === before) return;
      sent.current = typed.trim();
      newest.current({ text: typed.trim() }, { replace: before !== '' && typed.trim() !== '' });
    }, pauseMs);
  };
  return { text, type, settle, hasChanged: text.trim() !== state.text };
}

function Examples({ onChoose }: { readonly onChoose: (example: string) => void }) {
  return (
    <div class="examples">
      <span>{t('examples')}</span>
      {t('exampleList')
        .split('|')
        .map((example) => (
          <button key={example} type="button" class="example" lang="zh-CN" onClick={() => onChoose(example)}>
            {example}
          </button>
        ))}
    </div>
  );
}
