interface SubmitButtonProps {
  busy: boolean;
  words: string;
  busyWords: string;
}

/** Stays in the tab order while busy, so that nobody loses their place. */
export function SubmitButton({ busy, words, busyWords }: SubmitButtonProps) {
  return (
    <button type="submit" className="button button-main" aria-disabled={busy || undefined}>
      {busy ? <span className="spinner" aria-hidden="true" /> : null}
      {busy ? busyWords : words}
    </button>
  );
}
