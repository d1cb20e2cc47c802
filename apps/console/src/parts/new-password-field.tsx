import type { ApiProblem } from '../api/api-problem.js';
import { faultsByField, problemText } from '../api/problem-texts.js';
import { PasswordField } from './fields.js';
import { lengthHint, type PasswordLengths } from './password-length.js';

interface NewPasswordFieldProps {
  label: string;
  value: string;
  onValue: (value: string) => void;
  policy: PasswordLengths;
  error: string | undefined;
}

/** Says while typing what is still missing. */
export function NewPasswordField({ label, value, onValue, policy, error }: NewPasswordFieldProps) {
  const { enough, words } = lengthHint(value, policy.minLength);
  return (
    <PasswordField
      label={label}
      autoComplete="new-password"
      value={value}
      onValue={onValue}
      minLength={policy.minLength}
      maxLength={policy.maxLength}
      error={error}
      // Not beside an error: "Long enough" would deny it.
      hint={
        error !== undefined && enough ? undefined : (
          <span className={enough ? 'hint-met' : undefined} aria-live="polite">
            {words}
          </span>
        )
      }
    />
  );
}

/** What is wrong with the password itself, beside its field. */
export function passwordFault(problem: ApiProblem | undefined, field = 'password'): string | undefined {
  if (problem === undefined) return undefined;
  const fault = faultsByField(problem)[field];
  return fault ?? (problem.code === 'password_too_weak' ? (problem.detail ?? problemText(problem)) : undefined);
}
