import { type ReactNode, useEffect, useId, useRef } from 'react';

interface ConfirmDialogProps {
  title: string;
  children: ReactNode;
  /** What the button does, in its own words. */
  words: string;
  onConfirm: () => void;
  onCancel: () => void;
}

/** Asks before something that cannot be taken back. Cancelling comes first, so that Enter alone does no harm. */
export function ConfirmDialog({ title, children, words, onConfirm, onCancel }: ConfirmDialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog ref={dialog} className="dialog" aria-labelledby={id} onClose={onCancel}>
      <div className="form">
        <div>
          <h2 id={id}>{title}</h2>
          <div className="quiet">{children}</div>
        </div>
        <div className="wizard-buttons">
          <button type="button" className="button" onClick={() => dialog.current?.close()}>
            Cancel
          </button>
          <button type="button" className="button button-danger" onClick={onConfirm}>
            {words}
          </button>
        </div>
      </div>
    </dialog>
  );
}
