import { type RefObject, useEffect, useId, useRef, useState } from 'react';
import { SearchGlyph } from '../../parts/icons.js';

const pauseMs = 250;

/** What is typed, sent after a pause; follows the address when that changes by other means. */
export function useSearchText(value: string, onSearch: (text: string) => void) {
  const [text, setText] = useState(value);
  const timer = useRef<number | undefined>(undefined);
  const field = useRef<HTMLInputElement>(null);
  const sent = useRef(value);
  const show = (shown: string) => {
    window.clearTimeout(timer.current);
    sent.current = shown;
    setText(shown);
  };
  useEffect(() => {
    if (value !== sent.current) show(value);
  }, [value]);
  useEffect(() => () => window.clearTimeout(timer.current), []);
  const type = (typed: string) => {
    setText(typed);
    window.clearTimeout(timer.current);
    timer.current = window.setTimeout(() => {
      sent.current = typed.trim();
      onSearch(sent.current);
    }, pauseMs);
  };
  /** Forgets what was typed, sent or not. */
  const clear = () => {
    show('');
    field.current?.focus();
  };
  return { text, type, clear, field };
}

interface SearchBoxProps {
  text: string;
  type: (text: string) => void;
  field: RefObject<HTMLInputElement | null>;
}

export function SearchBox({ text, type, field }: SearchBoxProps) {
  const id = useId();
  return (
    <div className="search-box">
      <label htmlFor={id} className="unseen">
        Search by name or email
      </label>
      <SearchGlyph />
      <input
        ref={field}
        id={id}
        type="search"
        placeholder="Search by name or email"
        maxLength={100}
        value={text}
        onChange={(event) => type(event.target.value)}
      />
    </div>
  );
}
