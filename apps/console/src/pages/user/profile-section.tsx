import { EmailCard } from './email-card.js';
import { InvitationCard } from './invitation-card.js';
import { PhotoCard } from './photo-card.js';
import { ProfileCard } from './profile-card.js';
import { SignInCard } from './sign-in-card.js';
import { SuspensionCard } from './suspension-card.js';
import { useUserContext } from './user-context.js';

export function ProfileSection() {
  const { user, etag, rights, reload, told } = useUserContext();
  return (
    <div className="cards">
      <ProfileCard {...{ user, etag, reload }} mayEdit={rights.edit} onSaved={() => told('Saved.')} />
      {rights.edit ? <PhotoCard user={user} told={told} /> : null}
      <EmailCard user={user} rights={rights} told={told} />
      <InvitationCard
        user={user}
        onInvited={() => told(`The invitation to ${user.email} is on its way.`)}
        onRevoked={() => told(`The invitation of ${user.firstName} is revoked.`)}
      />
      <SignInCard user={user} />
      {rights.remove ? <SuspensionCard user={user} told={told} /> : null}
    </div>
  );
}
