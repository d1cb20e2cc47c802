import { type RefObject, useEffect, useRef } from 'react';

/** Gives the focus to the heading of a list when a card above it has gone, which takes what was pressed with it. */
export function useReturnFocus(resting: boolean): RefObject<HTMLHeadingElement | null> {
  const heading = useRef<HTMLHeadingElement>(null);
  const rested = useRef(resting);
  useEffect(() => {
    if (resting && !rested.current) heading.current?.focus();
    rested.current = resting;
  }, [resting]);
  return heading;
}
