import { type ComponentType, useState } from 'react';
import type { AlertKind, User, UserAlert } from '../api/types.js';
import { BounceGlyph, ClockGlyph, CrossGlyph, LockGlyph } from './icons.js';
import { alertText } from './user-words.js';

// The colours are the article's: red for invitations that lead nowhere, grey for people who stay away.
const looks: Record<AlertKind, { glyph: ComponentType; tone: 'red' | 'grey' }> = {
  not_invited: { glyph: CrossGlyph, tone: 'red' },
  invite_expired: { glyph: ClockGlyph, tone: 'red' },
  inactive: { glyph: ClockGlyph, tone: 'grey' },
  too_many_failed_sign_ins: { glyph: LockGlyph, tone: 'red' },
  invite_bounced: { glyph: BounceGlyph, tone: 'red' },
};

/** An icon that explains itself on hover, on focus and to screen readers; Escape puts the words away (WCAG 1.4.13). */
export function AlertIcon({ alert, user }: { alert: UserAlert; user: User }) {
  const [dismissed, setDismissed] = useState(false);
  const { glyph: AlertGlyph, tone } = looks[alert.kind];
  const text = alertText(alert, user);
  const restore = () => setDismissed(false);
  return (
    <span className={`alert-icon alert-icon-${tone}${dismissed ? ' dismissed' : ''}`} onMouseLeave={restore}>
      <span
        role="img"
        aria-label={text}
        tabIndex={0}
        className="alert-icon-face"
        onBlur={restore}
        onKeyDown={(event) => event.key === 'Escape' && setDismissed(true)}
      >
        <AlertGlyph />
      </span>
      <span className="tip" aria-hidden="true">
        {text}
      </span>
    </span>
  );
}

export function AlertIcons({ user }: { user: User }) {
  if (user.alerts.length === 0) return null;
  return (
    <span className="alert-icons">
      {user.alerts.map((alert) => (
        <AlertIcon key={alert.kind} alert={alert} user={user} />
      ))}
    </span>
  );
}
