import type { ReactNode } from 'react';

/** Names and values. Empty ones say so. */
export function Facts({ facts }: { facts: readonly (readonly [name: string, value: ReactNode])[] }) {
  return (
    <dl className="facts">
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value ?? <span className="quiet">Not given</span>}</dd>
        </div>
      ))}
    </dl>
  );
}
