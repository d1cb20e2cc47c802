import { SubmitButton } from './submit-button.js';

interface FormButtonsProps {
  busy: boolean;
  words: string;
  busyWords: string;
  onCancel: () => void;
}

/** The end of a form that can be left without doing anything. */
export function FormButtons({ onCancel, ...submit }: FormButtonsProps) {
  return (
    <div className="wizard-buttons">
      <button type="button" className="button" onClick={onCancel}>
        Cancel
      </button>
      <SubmitButton {...submit} />
    </div>
  );
}
