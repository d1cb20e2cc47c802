import type { User } from '../api/types.js';

const hues = 6;

/** The same person has the same colour everywhere. */
function hueOf(id: string): number {
  let sum = 0;
  for (const character of id) sum = (sum * 31 + character.charCodeAt(0)) % 9973;
  return sum % hues;
}

/** Photo or initials. Decoration: the name always stands beside it. */
export function Avatar({ user, large = false }: { user: Pick<User, 'id' | 'initials' | 'photoUrl'>; large?: boolean }) {
  const size = large ? ' avatar-large' : '';
  if (user.photoUrl !== null) return <img className={`avatar${size}`} src={user.photoUrl} alt="" loading="lazy" />;
  return (
    <span className={`avatar avatar-hue-${hueOf(user.id)}${size}`} aria-hidden="true">
      {user.initials}
    </span>
  );
}
