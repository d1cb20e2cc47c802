import { type SubmitEvent, useRef, useState } from 'react';
import { AttemptKey } from '../../api/attempt-key.js';
import { ask } from '../../api/client.js';
import { faultsByField } from '../../api/problem-texts.js';
import type { User } from '../../api/types.js';
import { ActionButton } from '../../parts/action-button.js';
import { TextField } from '../../parts/fields.js';
import { FormButtons } from '../../parts/form-buttons.js';
import { ProblemAlert } from '../../parts/notice.js';
import { dayOf } from '../../parts/times.js';
import { useAction } from '../../parts/use-action.js';
import { Facts } from '../../parts/facts.js';
import { dayField, termsBody, tomorrow } from './suspension-terms.js';

interface SuspensionCardProps {
  user: User;
  told: (words: string) => void;
}

/** For people who are away for a while. */
export function SuspensionCard({ user, told }: SuspensionCardProps) {
  const [editing, setEditing] = useState(false);
  const done = (words: string) => {
    setEditing(false);
    told(words);
  };
  return (
    <section className="card">
      <h2>{user.state === 'suspended' ? 'Suspended' : 'Away for a while?'}</h2>
      {editing ? <SuspensionForm user={user} onDone={done} onCancel={() => setEditing(false)} /> : null}
      {!editing && user.state === 'suspended' ? (
        <Suspended user={user} onLifted={done} onChange={() => setEditing(true)} />
      ) : null}
      {!editing && user.state !== 'suspended' ? (
        <>
          <p className="quiet">
            A suspended user cannot sign in and does not take a seat. Teams, mailboxes and settings are kept until they
            are back.
          </p>
          <div className="card-buttons">
            <button type="button" className="button button-small" onClick={() => setEditing(true)}>
              Suspend
              <span className="unseen"> {user.firstName}</span>
            </button>
          </div>
        </>
      ) : null}
    </section>
  );
}

interface SuspendedProps {
  user: User;
  onLifted: (words: string) => void;
  onChange: () => void;
}

function Suspended({ user, onLifted, onChange }: SuspendedProps) {
  const { busy, problem, run } = useAction();
  const { suspension } = user;
  const lift = () =>
    run(async () => {
      await ask('liftSuspension', { params: { id: user.id } });
      onLifted(`${user.firstName} is not suspended any more.`);
    });
  return (
    <>
      {suspension === null ? null : (
        <Facts
          facts={[
            ['Since', dayOf(suspension.since)],
            ['Returns', suspension.until === null ? 'When a manager lifts it' : dayOf(suspension.until)],
            ['Reason', suspension.reason],
          ]}
        />
      )}
      <ProblemAlert problem={problem} />
      <div className="card-buttons">
        <ActionButton
          className="button button-small button-main"
          busy={busy}
          words="Lift the suspension"
          busyWords="Lifting…"
          onPress={lift}
        />
        <button type="button" className="button button-small" onClick={onChange}>
          Change
          <span className="unseen"> return date and reason</span>
        </button>
      </div>
    </>
  );
}

interface SuspensionFormProps {
  user: User;
  onDone: (words: string) => void;
  onCancel: () => void;
}

function useSuspending({ user, onDone }: Pick<SuspensionFormProps, 'user' | 'onDone'>) {
  const attempt = useRef(new AttemptKey());
  const { suspension } = user;
  const [terms, setTerms] = useState({
    returnDay: suspension?.until ? dayField(new Date(suspension.until)) : '',
    reason: suspension?.reason ?? '',
  });
  const { busy, problem, run } = useAction();
  const suspend = () =>
    run(async () => {
      const body = termsBody(terms);
      await attempt.current.run(body, (idempotencyKey) =>
        ask('suspendUser', { params: { id: user.id }, body, idempotencyKey }),
      );
      onDone(suspension === null ? `${user.firstName} is suspended and signed out everywhere.` : 'Saved.');
    });
  const change = (changes: Partial<typeof terms>) => setTerms((before) => ({ ...before, ...changes }));
  return { terms, change, busy, problem, suspend };
}

function SuspensionForm({ user, onDone, onCancel }: SuspensionFormProps) {
  const { terms, change, busy, problem, suspend } = useSuspending({ user, onDone });
  const faults = problem === undefined ? {} : faultsByField(problem);
  const onSubmit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    void suspend();
  };
  return (
    <form className="form" onSubmit={onSubmit}>
      <ProblemAlert problem={Object.keys(faults).length === 0 ? problem : undefined} />
      <TextField
        label="First day back"
        type="date"
        optional
        min={tomorrow()}
        value={terms.returnDay}
        onValue={(returnDay) => change({ returnDay })}
        error={faults['until']}
        hint="The suspension ends by itself as this day begins. Without a day it stays until it is lifted."
      />
      <TextField
        label="Reason"
        optional
        maxLength={200}
        value={terms.reason}
        onValue={(reason) => change({ reason })}
        error={faults['reason']}
        hint="Only managers see it."
      />
      <FormButtons
        busy={busy}
        words={user.state === 'suspended' ? 'Save' : `Suspend ${user.firstName}`}
        busyWords="Saving…"
        onCancel={onCancel}
      />
    </form>
  );
}
