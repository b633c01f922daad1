import { Button } from '../../../components/button.tsx';
import { TextField } from '../../../components/field.tsx';
import { TemplateSetSelect, textOf } from '../../../components/template-set-select.tsx';
import { texts as t } from '../texts.ts';
import { type StartDraft, type TemplateDraft, wrongTemplates } from './start-draft.ts';

/** Sets of prompts to compare; none: the built-in ones. */
export function TemplateFields({
  draft,
  change,
}: {
  readonly draft: StartDraft;
  readonly change: (changes: Partial<StartDraft>) => void;
}) {
  const { templates } = draft;
  const wrong = wrongTemplates(draft);
  const put = (at: number, changes: Partial<TemplateDraft>): void =>
    change({ templates: templates.map((set, i) => (i === at ? { ...set, ...changes } : set)) });
  return (
    <fieldset class="stack choices">
      <legend>{t('templates')}</legend>
      {templates.length === 0 && <p class="hint">{t('builtInTemplates')}</p>}
      {templates.map((set, i) => (
        <div key={i} class="template-set">
          <TextField label={t('setName')} value={set.name} onInput={(name) => put(i, { name })} />
          <Button
            look="plain"
            icon="trash"
            label={t('removeSet', { name: set.name })}
            onPress={() => change({ templates: templates.filter((_, other) => other !== i) })}
          />
          <TextField
            label={t('prompts')}
            hint={t('promptsHint')}
            rows={3}
            placeholder="一张{}的照片"
            value={set.text}
            onInput={(text) => put(i, { text })}
            error={wrong?.at === i ? t(wrong.why) : undefined}
          />
        </div>
      ))}
      <TemplateSetSelect
        label={t('addReadySet')}
        none={t('chooseReadySet')}
        onChoose={(set) =>
          set !== undefined && change({ templates: [...templates, { name: set.name, text: textOf(set) }] })
        }
      />
      <div class="row">
        <Button
          icon="plus"
          onPress={() =>
            change({
              templates: [...templates, { name: t('newSet', { number: templates.length + 1 }), text: '{}' }],
            })
          }
        >
          {t('addSet')}
        </Button>
      </div>
    </fieldset>
  );
}
