import { useState } from 'preact/hooks';
import type { Picture } from '../../client/picture.ts';
import { request } from '../../client/request.ts';
import { session } from '../../client/session.ts';
import { type Answer, useAnswer } from '../../client/use-answer.ts';
import { Empty, Loading } from '../../components/empty.tsx';
import { TextField } from '../../components/field.tsx';
import { ItemPickerButton } from '../../components/item-picker.tsx';
import { ModelSelect } from '../../components/model-select.tsx';
import { FailureNotice } from '../../components/notice.tsx';
import { PictureField } from '../../components/picture-field.tsx';
import { TemplateSetSelect, textOf } from '../../components/template-set-select.tsx';
import { ClassifyDocument, type ClassifyQuery } from '../../generated/operations.ts';
import { Page } from '../../shell/page.tsx';
import { badTemplate, readLabels, readTemplates } from '../read-lines.ts';
import { ClassifyResult } from './classify-result.tsx';
import { texts as t } from './texts.ts';

const maximumLabels = 1000;
/** Typing stops for this long before the server is asked. */
const pauseMs = 350;

type Classified = ClassifyQuery['classifyImage'];

/** One picture, labels and templates, and how probable each label is. */
export function ClassifyPage() {
  const [picture, setPicture] = useState<Picture>();
  const [labelText, setLabelText] = useState(t('exampleLabels'));
  const [templateText, setTemplateText] = useState('');
  const [model, setModel] = useState('');
  const labels = readLabels(labelText);
  const templates = readTemplates(templateText);
  const labelError = wrongLabels(labels);
  const template = badTemplate(templates);
  const isAskable = labelError === undefined && template === undefined;
  const answer = useClassification(isAskable ? picture : undefined, { labels, templates, model });
  return (
    <Page title={t('title')} lead={t('lead')}>
      <div class="split">
        <section class="card stack">
          <PictureChoice picture={picture} onPicture={setPicture} />
          <TextField
            label={`${t('labels')} · ${t('labelCount', { count: labels.length })}`}
            hint={t('labelsHint')}
            rows={8}
            value={labelText}
            onInput={setLabelText}
            error={labelError}
          />
          <TemplateSetSelect
            label={t('readyTemplates')}
            none={t(templates.length === 0 ? 'noTemplates' : 'ownTemplates')}
            text={templates.join('\n')}
            onChoose={(set) => setTemplateText(set === undefined ? '' : textOf(set))}
          />
          <TextField
            label={t('templates')}
            hint={t('templatesHint')}
            rows={3}
            placeholder="一张{}的图片"
            value={templateText}
            onInput={setTemplateText}
            error={template === undefined ? undefined : t('badTemplate', { template })}
          />
          <ModelSelect value={model} onChange={setModel} />
        </section>
        <section class="stack" aria-label={t('results')}>
          {picture === undefined ? (
            <Empty icon="classify" title={t('emptyTitle')}>
              {t('emptyText')}
            </Empty>
          ) : (
            <Shown answer={answer} />
          )}
        </section>
      </div>
    </Page>
  );
}

function PictureChoice({
  picture,
  onPicture,
}: {
  readonly picture: Picture | undefined;
  readonly onPicture: (picture: Picture) => void;
}) {
  return (
    <div class="stack">
      {picture !== undefined && (
        <figure class="tile subject">
          <img src={picture.url} alt={picture.name} />
        </figure>
      )}
      <div class="row">
        <PictureField
          label={t(picture === undefined ? 'choosePicture' : 'otherPicture')}
          isCompact={picture !== undefined}
          onPictures={([given]) => given !== undefined && onPicture(given)}
        />
        <ItemPickerButton onPicture={onPicture} />
      </div>
    </div>
  );
}

function Shown({ answer }: { readonly answer: Answer<Classified> }) {
  if (answer.failure !== undefined) return <FailureNotice failure={answer.failure} />;
  if (answer.data == null) return answer.isLoading ? <Loading label={t('classifying')} /> : null;
  return <ClassifyResult result={answer.data} isStale={answer.isLoading} />;
}

interface Asked {
  readonly labels: readonly string[];
  readonly templates: readonly string[];
  readonly model: string;
}

function useClassification(picture: Picture | undefined, asked: Asked): Answer<Classified> {
  const { labels, templates, model } = asked;
  const question = picture && JSON.stringify([picture.id, asked, session.value.visit]);
  return useAnswer(
    question,
    async (signal) => {
      const variables = {
        labels,
        templates: templates.length === 0 ? null : templates,
        model: model === '' ? null : model,
      };
      const run = (image: Parameters<Parameters<Picture['use']>[0]>[0]) =>
        request(ClassifyDocument, { image, ...variables }, signal);
      return (await picture?.use(run))?.classifyImage ?? null;
    },
    pauseMs,
  );
}

function wrongLabels(labels: readonly string[]): string | undefined {
  if (labels.length < 2) return t('tooFewLabels');
  return labels.length > maximumLabels ? t('tooManyLabels') : undefined;
}
