import type { ReactNode, SVGProps } from 'react';

function Glyph({ children, ...rest }: { children: ReactNode } & SVGProps<SVGSVGElement>) {
  return (
    <svg viewBox="0 0 20 20" className="glyph" aria-hidden="true" focusable="false" {...rest}>
      {children}
    </svg>
  );
}

export function CrossGlyph() {
  return (
    <Glyph>
      <path d="M5 5l10 10M15 5L5 15" />
    </Glyph>
  );
}

export function ClockGlyph() {
  return (
    <Glyph>
      <circle cx="10" cy="10" r="7.25" />
      <path d="M10 5.8V10l2.9 2" />
    </Glyph>
  );
}

export function LockGlyph() {
  return (
    <Glyph>
      <rect x="4.5" y="9" width="11" height="7.5" rx="1.8" />
      <path d="M7 9V6.8a3 3 0 0 1 6 0V9" />
    </Glyph>
  );
}

export function BounceGlyph() {
  return (
    <Glyph>
      <path d="M17 9.5V6.3A1.8 1.8 0 0 0 15.2 4.500H4.800A1.8 1.8 0 0 0 3 6.300v7.400a1.8 1.8 0 0 0 1.8 1.800H9M3.6 5.600L10 10.500l6.4-4.9" />
      <path d="M17.5 15.500h-5.200m2.2-2.300l-2.3 2.3 2.3 2.3" />
    </Glyph>
  );
}

export function PlusGlyph() {
  return (
    <Glyph>
      <path d="M10 4v12M4 10h12" />
    </Glyph>
  );
}

export function SearchGlyph() {
  return (
    <Glyph>
      <circle cx="9" cy="9" r="5.25" />
      <path d="M13 13l4 4" />
    </Glyph>
  );
}

export function CheckGlyph() {
  return (
    <Glyph>
      <path d="M4.5 10.500l3.7 3.7 7.3-8" />
    </Glyph>
  );
}

export function ChevronGlyph() {
  return (
    <Glyph>
      <path d="M5.5 8l4.5 4.500L14.5 8" />
    </Glyph>
  );
}

/** People in formation with one stepping forward. */
export function Mark() {
  return (
    <svg viewBox="0 0 32 32" className="mark" aria-hidden="true" focusable="false">
      <g fill="currentColor">
        <circle cx="7" cy="8" r="2.8" />
        <circle cx="7" cy="16" r="2.8" />
        <circle cx="7" cy="24" r="2.8" />
        <circle cx="25" cy="8" r="2.8" />
        <circle cx="25" cy="16" r="2.8" />
        <circle cx="25" cy="24" r="2.8" />
      </g>
      <circle cx="16" cy="15" r="3.4" className="mark-front" />
    </svg>
  );
}
