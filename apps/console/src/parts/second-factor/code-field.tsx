import { TextField } from '../fields.js';

interface CodeFieldProps {
  value: string;
  onValue: (value: string) => void;
  label?: string;
  hint?: string;
  error?: string | undefined;
}

/** Six digits of an authenticator app. Not a number field: leading zeros count. */
export function TotpCodeField({ value, onValue, label = 'Code from the app', hint, error }: CodeFieldProps) {
  return (
    <TextField
      label={label}
      className="code-input"
      inputMode="numeric"
      autoComplete="one-time-code"
      autoCapitalize="none"
      spellCheck={false}
      maxLength={16}
      value={value}
      onValue={(typed) => onValue(typed.replaceAll(/[^\d\s-]/g, ''))}
      hint={hint ?? 'Six digits, for example 123 456'}
      error={error}
    />
  );
}

/** Case, spaces and hyphens do not matter. */
export function RecoveryCodeField({ value, onValue, error }: Omit<CodeFieldProps, 'label' | 'hint'>) {
  return (
    <TextField
      label="Recovery code"
      className="code-input"
      autoComplete="off"
      autoCapitalize="characters"
      spellCheck={false}
      maxLength={32}
      value={value}
      onValue={onValue}
      hint="One of those you kept, for example 7KQX-2M9P-HT4W. It works once."
      error={error}
    />
  );
}
