import type { ReactNode } from 'react';
import { Mark } from '../parts/icons.js';

/** Around the pages of people who are not signed in. */
export function GuestFrame({ children }: { children: ReactNode }) {
  return (
    <div className="guest">
      <header className="guest-side">
        <div className="brand">
          <Mark />
          Muster
        </div>
        <p className="guest-motto">Everyone who answers your customers, in one place.</p>
        <Formation />
      </header>
      <main className="guest-main">
        <div className="guest-card">{children}</div>
      </main>
    </div>
  );
}

const rows = [0, 1, 2, 3, 4, 5];
const columns = [0, 1, 2, 3, 4, 5, 6, 7];

/** Decoration: people in rows, one of them arriving. */
function Formation() {
  return (
    <svg className="formation" viewBox="0 0 320 240" aria-hidden="true" focusable="false">
      {rows.flatMap((row) =>
        columns.map((column) => (
          <circle
            key={`${row}-${column}`}
            cx={20 + column * 40}
            cy={20 + row * 40}
            r="7"
            className={row === 2 && column === 5 ? 'formation-front' : 'formation-one'}
          />
        )),
      )}
    </svg>
  );
}
