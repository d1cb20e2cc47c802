import { useId } from 'react';

interface CheckBoxProps {
  type?: 'checkbox' | 'radio';
  name?: string;
  label: string;
  detail?: string | undefined;
  checked: boolean;
  disabled?: boolean;
  invalid?: boolean;
  onChange: (checked: boolean) => void;
}

/** A whole row to press. */
export function CheckBox({ type = 'checkbox', label, detail, invalid = false, onChange, ...rest }: CheckBoxProps) {
  const id = useId();
  return (
    <div className="check">
      <input
        {...rest}
        id={id}
        type={type}
        onChange={(event) => onChange(event.target.checked)}
        aria-invalid={invalid || undefined}
        aria-describedby={detail === undefined ? undefined : `${id}-detail`}
      />
      <label htmlFor={id}>{label}</label>
      {detail === undefined ? null : (
        <span id={`${id}-detail`} className="check-detail">
          {detail}
        </span>
      )}
    </div>
  );
}
