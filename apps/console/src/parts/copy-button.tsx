import { useState } from 'react';

interface CopyButtonProps {
  text: string;
  words: string;
}

/** Says what came of it: browsers may refuse, and outside of HTTPS they have no clipboard. */
export function CopyButton({ text, words }: CopyButtonProps) {
  const [outcome, setOutcome] = useState<'copied' | 'refused'>();
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      setOutcome('copied');
    } catch {
      setOutcome('refused');
    }
  };
  return (
    <>
      <button type="button" className="button button-small" onClick={() => void copy()}>
        {outcome === 'copied' ? 'Copied' : words}
      </button>
      <span role="status" className={outcome === 'refused' ? 'quiet' : 'unseen'}>
        {outcome === 'copied' ? 'Copied' : null}
        {outcome === 'refused' ? 'This browser does not let us copy. Please select the text yourself.' : null}
      </span>
    </>
  );
}
