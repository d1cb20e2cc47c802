interface ActionButtonProps {
  busy: boolean;
  words: string;
  busyWords?: string;
  onPress: () => Promise<void> | void;
  className?: string;
}

/** Does something at once, where there is no form to send. Stays in the tab order while busy. */
export function ActionButton({
  busy,
  words,
  busyWords = words,
  onPress,
  className = 'button button-small',
}: ActionButtonProps) {
  return (
    <button type="button" className={className} aria-disabled={busy || undefined} onClick={() => void onPress()}>
      {busy ? busyWords : words}
    </button>
  );
}
