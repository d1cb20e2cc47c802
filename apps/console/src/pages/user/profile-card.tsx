import { type SubmitEvent, useState } from 'react';
import type { User } from '../../api/types.js';
import { faultsByField, problemText } from '../../api/problem-texts.js';
import { TextField } from '../../parts/fields.js';
import { FormButtons } from '../../parts/form-buttons.js';
import { Alert } from '../../parts/notice.js';
import { Facts } from '../../parts/facts.js';
import { changesOf, entriesOf } from './profile-changes.js';
import { useSaving } from './use-saving.js';

interface ProfileCardProps {
  user: User;
  etag: string | undefined;
  onSaved: () => void;
  reload: () => void;
}

export function ProfileCard({ user, etag, mayEdit, onSaved, reload }: ProfileCardProps & { mayEdit: boolean }) {
  const [editing, setEditing] = useState(false);
  const done = () => {
    setEditing(false);
    onSaved();
  };
  return (
    <section className="card">
      <div className="card-top">
        <h2>Profile</h2>
        {mayEdit && !editing ? (
          <button type="button" className="button button-small" onClick={() => setEditing(true)}>
            Edit
            <span className="unseen"> the profile</span>
          </button>
        ) : null}
      </div>
      {editing ? (
        <ProfileForm {...{ user, etag, reload }} onSaved={done} onCancel={() => setEditing(false)} />
      ) : (
        <ProfileFacts user={user} />
      )}
    </section>
  );
}

function ProfileFacts({ user }: { user: User }) {
  return (
    <Facts
      facts={[
        ['First name', user.firstName],
        ['Last name', user.lastName],
        ['Job title', user.jobTitle],
        ['Mention', `@${user.mention}`],
        ['Phone', user.phone],
        ['Time zone', user.timezone],
      ]}
    />
  );
}

function ProfileForm({ user, etag, onSaved, onCancel, reload }: ProfileCardProps & { onCancel: () => void }) {
  // The version that the person saw when they began, so that changes of others meanwhile are noticed.
  const [base, setBase] = useState({ user, etag });
  const [entries, setEntries] = useState(() => entriesOf(user));
  const { busy, problem, save } = useSaving({ id: user.id, etag: base.etag, onSaved });
  const faults = problem === undefined ? {} : faultsByField(problem);
  const field = (name: keyof typeof entries) => ({
    value: entries[name],
    onValue: (value: string) => setEntries((before) => ({ ...before, [name]: value })),
    error: faults[name],
  });
  const onSubmit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const changes = changesOf(base.user, entries);
    if (Object.keys(changes).length === 0) onCancel();
    else void save(changes, reload);
  };
  const takeNewest = () => {
    setBase({ user, etag });
    setEntries(entriesOf(user));
  };
  return (
    <form className="form" onSubmit={onSubmit}>
      {problem?.code === 'stale' && etag !== base.etag ? <Stale onTake={takeNewest} /> : null}
      {problem === undefined || problem.code === 'stale' ? null : <Alert>{problemText(problem)}</Alert>}
      <TextField label="First name" maxLength={40} {...field('firstName')} />
      <TextField label="Last name" maxLength={40} {...field('lastName')} />
      <TextField label="Job title" maxLength={50} optional {...field('jobTitle')} />
      <FormButtons busy={busy} words="Save" busyWords="Saving…" onCancel={onCancel} />
    </form>
  );
}

function Stale({ onTake }: { onTake: () => void }) {
  return (
    <Alert>
      <p>Somebody else changed this profile while you were editing, so your changes were not saved.</p>
      <button type="button" className="button button-small" onClick={onTake}>
        Show the newest values
      </button>
    </Alert>
  );
}
