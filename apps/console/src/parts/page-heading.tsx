import { type ReactNode, useEffect, useRef } from 'react';
import { useLocation } from 'react-router';

interface PageHeadingProps {
  /** For the window; the heading itself unless `children` says more. */
  title: string;
  /** For headings that replace another one on the same page. */
  focus?: boolean;
  children?: ReactNode;
}

/** The one h1 of a page. Names the window, and takes the focus when the page was reached by a link. */
export function PageHeading({ title, focus = false, children }: PageHeadingProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  const { key } = useLocation();
  const arrivedByLink = useRef(focus || key !== 'default');
  useEffect(() => {
    document.title = `${title} · Muster`;
  }, [title]);
  useEffect(() => {
    if (arrivedByLink.current) heading.current?.focus({ preventScroll: true });
  }, []);
  return (
    <h1 ref={heading} tabIndex={-1} className="page-heading">
      {children ?? title}
    </h1>
  );
}

/** For pages outside the router's reach. */
export function PageHeadingPlain({ title }: { title: string }) {
  useEffect(() => {
    document.title = `${title} · Muster`;
  }, [title]);
  return <h1 className="page-heading">{title}</h1>;
}
