import { Icon } from '../../../components/icon.tsx';
import type { ModelChangeState } from '../../../generated/operations.ts';
import { texts as t } from './texts.ts';

const steps = ['fill', 'compare', 'switchStep', 'end'] as const;

/** How many steps are behind. */
const behind: Readonly<Record<ModelChangeState, number>> = { FILLING: 0, READY: 2, SWITCHED: 3 };

/** Where the move has come to. */
export function Steps({ state }: { readonly state: ModelChangeState }) {
  const present = behind[state];
  return (
    <ol class="steps">
      {steps.map((step, index) => (
        <li
          key={step}
          class={index < present ? 'done' : undefined}
          aria-current={index === present ? 'step' : undefined}
        >
          <span class="step-number" aria-hidden="true">
            {index < present ? <Icon name="check" size={16} /> : index + 1}
          </span>
          <span>
            {t(step)}
            {index < present && <span class="visually-hidden"> ({t('stepDone')})</span>}
            {index === present && <span class="visually-hidden"> ({t('stepNow')})</span>}
          </span>
        </li>
      ))}
    </ol>
  );
}
