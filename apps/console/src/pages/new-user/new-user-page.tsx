import { type SubmitEvent, useEffect, useRef } from 'react';
import { Link } from 'react-router';
import { useSession } from '../../app/session.js';
import type { Mailbox, Team } from '../../api/types.js';
import { Failure, ProblemAlert } from '../../parts/notice.js';
import { PageHeading } from '../../parts/page-heading.js';
import { SubmitButton } from '../../parts/submit-button.js';
import { usePlaces } from '../../parts/use-places.js';
import { DetailsStep } from './details-step.js';
import { stepWords } from './draft.js';
import { MailboxesStep, TeamsStep } from './places-steps.js';
import { Progress } from './progress.js';
import { useWizard, type Wizard } from './use-wizard.js';

export function NewUserPage() {
  const { state, retry } = usePlaces();
  return (
    <div className="page page-narrow">
      <Link to="/users" className="way-back">
        All users
      </Link>
      <PageHeading title="New user" />
      {state.phase === 'loading' ? <p role="status">Loading…</p> : null}
      {state.phase === 'failed' ? <Failure problem={state.problem} onRetry={retry} /> : null}
      {state.phase === 'ready' ? <WizardForm {...state.data} /> : null}
    </div>
  );
}

function WizardForm({ teams, mailboxes }: { teams: Team[]; mailboxes: Mailbox[] }) {
  const { access } = useSession();
  const wizard = useWizard({ teams, mailboxes });
  const heading = useStepFocus(wizard);
  const onSubmit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (wizard.next === undefined) void wizard.create();
    else wizard.forward();
  };
  const general = Object.keys(wizard.faults).length === 0 ? wizard.problem : undefined;
  return (
    <form className="wizard card" onSubmit={onSubmit} noValidate>
      <Progress steps={wizard.steps} step={wizard.step} />
      <h2 ref={heading} tabIndex={-1} className="step-heading">
        {stepWords[wizard.step]}
      </h2>
      <ProblemAlert problem={general} />
      {wizard.step === 'details' ? <DetailsStep wizard={wizard} features={access.plan.features} /> : null}
      {wizard.step === 'teams' ? <TeamsStep wizard={wizard} teams={teams} /> : null}
      {wizard.step === 'mailboxes' ? <MailboxesStep wizard={wizard} mailboxes={mailboxes} teams={teams} /> : null}
      <WizardButtons wizard={wizard} />
    </form>
  );
}

/** A new step takes the focus to its heading, a refusal to the first field that was refused. */
function useStepFocus({ step, faults }: Wizard) {
  const heading = useRef<HTMLHeadingElement>(null);
  const first = useRef(true);
  useEffect(() => {
    if (!first.current) heading.current?.focus();
    first.current = false;
  }, [step]);
  useEffect(() => {
    if (Object.keys(faults).length === 0) return;
    heading.current?.closest('form')?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }, [step, faults]);
  return heading;
}

function WizardButtons({ wizard }: { wizard: Wizard }) {
  const { next, step, back, busy } = wizard;
  const words = next === undefined ? 'Create user' : `Next: ${stepWords[next].toLowerCase()}`;
  return (
    <div className="wizard-buttons">
      {step === 'details' ? (
        <Link className="button" to="/users">
          Cancel
        </Link>
      ) : (
        <button type="button" className="button" onClick={back}>
          Back
        </button>
      )}
      <SubmitButton busy={busy} words={words} busyWords="Creating…" />
    </div>
  );
}
