/** Where to go after signing in: only a path of this very site, and not the sign-in page again. */
export function returnPath(search: string, origin: string): string {
  const wanted = new URLSearchParams(search).get('next') ?? '';
  if (!/^\/(?![/\\])/.test(wanted)) return '/';
  let url: URL;
  try {
    url = new URL(wanted, origin);
  } catch {
    return '/';
  }
  const safe = url.origin === origin && url.pathname !== '/sign-in';
  return safe ? `${url.pathname}${url.search}` : '/';
}

/** For the navigation to the sign-in page when a session has just ended: it need not look for one first. */
export const sessionEnded = { sessionEnded: true };

/** Whether a page was come to with {@link sessionEnded}. */
export function saysSessionEnded(state: unknown): boolean {
  return typeof state === 'object' && state !== null && 'sessionEnded' in state;
}

/** The sign-in page, told where to come back to. */
export function signInPath(from: { pathname: string; search: string }): string {
  const path = `${from.pathname}${from.search}`;
  return path === '/' ? '/sign-in' : `/sign-in?next=${encodeURIComponent(path)}`;
}
