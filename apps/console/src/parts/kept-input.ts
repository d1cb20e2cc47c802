import { useEffect } from 'react';
import { NavigationType, useLocation, useNavigationType } from 'react-router';

const name = 'muster.input';

interface Kept {
  path: string;
  ownerId: string;
  input: unknown;
}

function isKept(value: unknown): value is Kept {
  return typeof value === 'object' && value !== null && 'path' in value && 'ownerId' in value && 'input' in value;
}

/**
 * What somebody is typing, kept for when the page is loaded anew or come back to. It is about people, so it lives in
 * this tab alone, for whoever typed it, and one page at a time.
 */
export class KeptInput {
  constructor(private readonly storage: () => Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>) {}

  keep(kept: Kept): void {
    try {
      this.storage().setItem(name, JSON.stringify(kept));
    } catch {
      // Full, or forbidden by the browser: then it is not kept.
    }
  }

  /** @returns undefined when nothing of this page and person is kept */
  read(path: string, ownerId: string): unknown {
    const kept = this.stored();
    return kept?.path === path && kept.ownerId === ownerId ? kept.input : undefined;
  }

  /** @param except the page whose input stays */
  forget(except?: string): void {
    if (except !== undefined && this.stored()?.path === except) return;
    try {
      this.storage().removeItem(name);
    } catch {
      // Forbidden by the browser: then nothing is there.
    }
  }

  private stored(): Kept | undefined {
    try {
      const value: unknown = JSON.parse(this.storage().getItem(name) ?? 'null');
      return isKept(value) ? value : undefined;
    } catch {
      return undefined;
    }
  }
}

export const keptInput = new KeptInput(() => window.sessionStorage);

/** Who follows a link is done with what they typed on another page; who goes back and forth in the history is not. */
export function useForgetting(): void {
  const { pathname } = useLocation();
  const action = useNavigationType();
  useEffect(() => {
    if (action === NavigationType.Push) keptInput.forget(pathname);
  }, [pathname, action]);
}
