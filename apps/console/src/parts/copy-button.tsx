import { useState } from 'react';

type Outcome = 'copied' | 'refused';

const said: Record<Outcome, string> = {
  copied: 'Copied',
  refused: 'Your browser does not allow it. Select the text and copy it by hand.',
};

/** Copies, and says whether it did. */
export function CopyButton({ text, what }: { text: string; what: string }) {
  const [outcome, setOutcome] = useState<Outcome>();
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      setOutcome('copied');
    } catch {
      // Also where the page has no clipboard at all, which needs a secure context.
      setOutcome('refused');
    }
  };
  return (
    <span className="copy">
      <button type="button" className="button button-small" onClick={() => void copy()}>
        Copy
        <span className="unseen"> {what}</span>
      </button>
      <span role="status" className="copy-said">
        {outcome === undefined ? null : said[outcome]}
      </span>
    </span>
  );
}
