import { fromNow, momentOf } from './times.js';

/** A time in words, with the exact one on hover. */
export function Moment({ at }: { at: string }) {
  return (
    <time dateTime={at} title={momentOf(at)}>
      {fromNow(at)}
    </time>
  );
}
