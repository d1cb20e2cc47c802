import { PageHeadingPlain } from '../parts/page-heading.js';

/** Last resort when a page fails to draw itself. */
export function Broken() {
  return (
    <main className="page page-narrow">
      <PageHeadingPlain title="This page broke" />
      <p className="lead">That is our fault, and nothing you entered elsewhere is lost.</p>
      <button type="button" className="button button-main" onClick={() => window.location.reload()}>
        Load it again
      </button>
    </main>
  );
}
