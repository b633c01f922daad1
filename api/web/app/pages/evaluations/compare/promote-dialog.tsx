import { useState } from 'preact/hooks';
import type { Failure } from '../../../client/failure.ts';
import { request } from '../../../client/request.ts';
import { useAction } from '../../../client/use-action.ts';
import { Button } from '../../../components/button.tsx';
import { Dialog } from '../../../components/dialog.tsx';
import { TextField } from '../../../components/field.tsx';
import { FailureNotice, Notice } from '../../../components/notice.tsx';
import { type EvaluationRowFragment, PromoteModelDocument } from '../../../generated/operations.ts';
import { modelOf, percent, signed } from '../results.ts';
import { measureName, partName, texts as t } from '../texts.ts';

/** Makes the candidate's model the default one, unless it may be worse. */
export function PromoteDialog({
  candidate,
  baseline,
  onClose,
}: {
  readonly candidate: EvaluationRowFragment;
  readonly baseline: EvaluationRowFragment;
  readonly onClose: () => void;
}) {
  const [tolerance, setTolerance] = useState('1');
  const [promoted, setPromoted] = useState<string>();
  const promote = useAction(async () => {
    const { promoteModel } = await request(PromoteModelDocument, {
      candidate: candidate.id,
      baseline: baseline.id,
      tolerance: Number(tolerance),
    });
    setPromoted(promoteModel?.model.name);
  });
  const model = modelOf(candidate) ?? '';
  const isFit = tolerance.trim() !== '' && Number(tolerance) >= 0 && Number(tolerance) <= 100;
  return (
    <Dialog
      title={t('promoteTitle', { model })}
      onClose={onClose}
      footer={
        <>
          <Button onPress={onClose}>{t(promoted === undefined ? 'cancel' : 'done')}</Button>
          {promoted === undefined && (
            <Button
              look="primary"
              isBusy={promote.isBusy}
              isDisabled={!isFit}
              onPress={() => void promote.run()}
            >
              {t('promoteNow')}
            </Button>
          )}
        </>
      }
    >
      <p>{t('promoteText')}</p>
      <TextField
        label={t('tolerance')}
        hint={t('toleranceHint')}
        type="number"
        min={0}
        max={100}
        step={0.1}
        value={tolerance}
        onInput={setTolerance}
        error={isFit ? undefined : t('badTolerance')}
      />
      {promoted !== undefined && <Notice kind="good" title={t('promoted', { model: promoted })} />}
      {promote.failure?.code === 'PROMOTION_REFUSED' ? (
        <Refusal failure={promote.failure} />
      ) : (
        <FailureNotice failure={promote.failure} />
      )}
    </Dialog>
  );
}

/** Figures of a refused promotion, as the server gives them. */
interface Figures {
  readonly part: string;
  readonly measure: string;
  readonly baseline: number;
  readonly candidate: number;
  readonly value: number;
  readonly low: number;
  readonly high: number;
  readonly tolerance: number;
}

function Refusal({ failure }: { readonly failure: Failure }) {
  const { part, measure, baseline, candidate, value, low, high, tolerance } =
    failure.details as unknown as Figures;
  return (
    <Notice kind="error" title={t('refused')}>
      <p>{t('refusedText', { low: signed(low, 2), tolerance })}</p>
      <dl class="facts">
        <dt>{partName(part)}</dt>
        <dd>{measureName(measure)}</dd>
        <dt>{t('baseline')}</dt>
        <dd class="numeric">{percent(baseline)}</dd>
        <dt>{t('candidate')}</dt>
        <dd class="numeric">{percent(candidate)}</dd>
        <dt>{t('difference')}</dt>
        <dd class="numeric">
          {signed(value, 2)} ({signed(low, 2)} … {signed(high, 2)})
        </dd>
      </dl>
      {failure.remedy !== undefined && <p lang="en">{failure.remedy}</p>}
      <p class="notice-code">
        <code>{failure.code}</code>
      </p>
    </Notice>
  );
}
