import { CopyButton } from '../../parts/copy-button.js';
import { ShownHeading } from './shown-heading.js';

interface KeyShownProps {
  title: string;
  /** The key itself. It is in no answer after this one. */
  secret: string;
  onKept: () => void;
}

export function KeyShown({ title, secret, onKept }: KeyShownProps) {
  return (
    <section className="card card-fresh">
      <ShownHeading>{title}</ShownHeading>
      <p className="card-lead">Copy it to where it is used. It is shown only now, and nobody can look it up later.</p>
      <p className="secret">
        <code>{secret}</code>
      </p>
      <div className="card-buttons">
        <CopyButton text={secret} what="the key" />
        <button type="button" className="button button-small button-main" onClick={onKept}>
          I have stored it
        </button>
      </div>
    </section>
  );
}
