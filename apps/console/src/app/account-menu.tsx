import { type KeyboardEvent, type RefObject, useEffect, useId, useRef, useState } from 'react';
import { useNavigate } from 'react-router';
import { ask } from '../api/client.js';
import { ApiProblem } from '../api/api-problem.js';
import { problemText } from '../api/problem-texts.js';
import type { Me } from '../api/types.js';
import { Avatar } from '../parts/avatar.js';
import { ChevronGlyph } from '../parts/icons.js';
import { keptInput } from '../parts/kept-input.js';
import { useAction } from '../parts/use-action.js';
import { fullName } from '../parts/user-words.js';
import { sessionEnded } from './return-path.js';

async function signOut(): Promise<void> {
  try {
    await ask('endSession');
  } catch (error) {
    // Nobody signed in any more is what was asked for.
    if (!(error instanceof ApiProblem) || error.code !== 'unauthenticated') throw error;
  }
}

function itemsOf(menu: RefObject<HTMLDivElement | null>): HTMLElement[] {
  return Array.from(menu.current?.querySelectorAll<HTMLElement>('[role="menuitem"]') ?? []);
}

/** Arrow keys, Home and End, as in the ARIA Authoring Practices menu. */
function moveFocus(menu: RefObject<HTMLDivElement | null>, key: string): boolean {
  const items = itemsOf(menu);
  const at = items.findIndex((item) => item === document.activeElement);
  const targets: Record<string, number> = {
    ArrowDown: (at + 1) % items.length,
    ArrowUp: (at - 1 + items.length) % items.length,
    Home: 0,
    End: items.length - 1,
  };
  const target = targets[key];
  if (target === undefined) return false;
  items[target]?.focus();
  return true;
}

function useOpen(frame: RefObject<HTMLDivElement | null>, menu: RefObject<HTMLDivElement | null>) {
  const [open, setOpen] = useState(false);
  useEffect(() => {
    if (!open) return undefined;
    itemsOf(menu)[0]?.focus();
    const leave = (event: Event) => {
      if (event.target instanceof Node && frame.current?.contains(event.target) === false) setOpen(false);
    };
    document.addEventListener('pointerdown', leave);
    document.addEventListener('focusin', leave);
    return () => {
      document.removeEventListener('pointerdown', leave);
      document.removeEventListener('focusin', leave);
    };
  }, [open, frame, menu]);
  return [open, setOpen] as const;
}

export function AccountMenu({ me }: { me: Me }) {
  const frame = useRef<HTMLDivElement>(null);
  const menu = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const [open, setOpen] = useOpen(frame, menu);
  const id = useId();
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape') {
      setOpen(false);
      button.current?.focus();
    } else if (moveFocus(menu, event.key)) event.preventDefault();
  };
  return (
    <div className="menu" ref={frame}>
      <button
        ref={button}
        type="button"
        className="menu-button"
        aria-haspopup="menu"
        aria-expanded={open}
        aria-controls={open ? id : undefined}
        onClick={() => setOpen(!open)}
      >
        <Avatar user={me} />
        <span className="unseen">Account menu</span>
        <ChevronGlyph />
      </button>
      {open ? (
        <div className="menu-panel">
          <p className="menu-who">
            <strong>{fullName(me)}</strong>
            <span>{me.email}</span>
          </p>
          <div id={id} role="menu" aria-label="Account menu" tabIndex={-1} ref={menu} onKeyDown={onKeyDown}>
            <MenuItems meId={me.id} close={() => setOpen(false)} />
          </div>
        </div>
      ) : null}
    </div>
  );
}

function MenuItems({ meId, close }: { meId: string; close: () => void }) {
  const navigate = useNavigate();
  const { busy, problem, run } = useAction();
  const goTo = (path: string) => {
    close();
    void navigate(path);
  };
  const leave = () =>
    run(async () => {
      await signOut();
      keptInput.forget();
      await navigate('/sign-in', { state: sessionEnded });
    });
  return (
    <>
      <button type="button" role="menuitem" tabIndex={-1} onClick={() => goTo(`/users/${meId}`)}>
        Your profile
      </button>
      <button type="button" role="menuitem" tabIndex={-1} aria-disabled={busy} onClick={() => void leave()}>
        Sign out
      </button>
      {problem === undefined ? null : (
        <div role="alert" className="menu-problem">
          {problemText(problem)}
        </div>
      )}
    </>
  );
}
