import { useEffect, useRef } from 'react';

/** Heading of something that has just appeared in place of what was pressed: takes the focus. */
export function ShownHeading({ children }: { children: string }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  return (
    <h2 ref={heading} tabIndex={-1}>
      {children}
    </h2>
  );
}
