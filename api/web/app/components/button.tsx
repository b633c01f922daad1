import type { ComponentChildren, Ref } from 'preact';
import { Icon, type IconName } from './icon.tsx';

export interface ButtonProps {
  readonly children?: ComponentChildren;
  /** `primary`: what the page is for; `quiet`: everything else; `danger`: what cannot be undone. */
  readonly look?: 'primary' | 'quiet' | 'danger' | 'plain';
  readonly icon?: IconName;
  readonly type?: 'button' | 'submit';
  readonly isDisabled?: boolean;
  /** Cannot be pressed meanwhile, and says so. */
  readonly isBusy?: boolean;
  /** Name of a button that shows its icon only. */
  readonly label?: string;
  readonly isPressed?: boolean;
  readonly isExpanded?: boolean;
  /** Id of what it opens. */
  readonly controls?: string;
  /** Id of the form that it submits, where it stands outside of it. */
  readonly form?: string;
  readonly onPress?: () => void;
  readonly buttonRef?: Ref<HTMLButtonElement>;
}

export function Button({ look = 'quiet', icon, type = 'button', label, children, ...props }: ButtonProps) {
  return (
    <button
      ref={props.buttonRef ?? null}
      type={type}
      form={props.form}
      class={`button ${look}${children === undefined ? ' icon-only' : ''}`}
      disabled={props.isDisabled === true || props.isBusy === true}
      aria-busy={props.isBusy}
      aria-label={label}
      title={children === undefined ? label : undefined}
      aria-pressed={props.isPressed}
      aria-expanded={props.isExpanded}
      aria-controls={props.controls}
      onClick={() => props.onPress?.()}
    >
      {props.isBusy === true ? (
        <span class="spinner" aria-hidden="true" />
      ) : (
        icon !== undefined && <Icon name={icon} size={18} />
      )}
      {children}
    </button>
  );
}
