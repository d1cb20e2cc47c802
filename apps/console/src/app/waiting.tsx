/** Until it is known who is signed in. */
export function Waiting() {
  return (
    <main className="waiting">
      <h1 className="unseen">Muster</h1>
      <div role="status">
        <span className="spinner" aria-hidden="true" />
        <span className="unseen">Loading</span>
      </div>
    </main>
  );
}
