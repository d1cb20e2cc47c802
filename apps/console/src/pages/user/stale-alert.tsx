import { Alert } from '../../parts/notice.js';

/** Somebody else saved between reading and saving. */
export function StaleAlert({ onTake }: { onTake: () => void }) {
  return (
    <Alert>
      <p>Somebody else changed this while you were editing, so your changes were not saved.</p>
      <button type="button" className="button button-small" onClick={onTake}>
        Show the newest values
      </button>
    </Alert>
  );
}
