import { type SubmitEvent, useState } from 'react';
import type { ApiProblem } from '../../api/api-problem.js';
import { ask, send } from '../../api/client.js';
import { problemText } from '../../api/problem-texts.js';
import type { AccountSecurity } from '../../api/types.js';
import { CheckBox } from '../../parts/check-box.js';
import { TextField } from '../../parts/fields.js';
import { LoadedPart } from '../../parts/loaded-part.js';
import { Alert, Hint } from '../../parts/notice.js';
import { SubmitButton } from '../../parts/submit-button.js';
import { TextArea } from '../../parts/text-area.js';
import { useAction } from '../../parts/use-action.js';
import { useLoad } from '../../parts/use-load.js';
import { StaleAlert } from '../user/stale-alert.js';
import { draftOf, rangesIn, type SecurityDraft, securityFaults, securityOf } from './security-draft.js';

interface Loaded {
  security: AccountSecurity;
  etag: string | undefined;
  /** Where the reader is, as the services see it. */
  ip: string | undefined;
}

async function loadSecurity(signal: AbortSignal): Promise<Loaded> {
  const [{ body, etag }, sessions] = await Promise.all([
    send('getAccount', { signal }),
    ask('listSessions', { params: { id: 'me' }, query: { limit: 100 }, signal }),
  ]);
  return { security: body.security, etag, ip: sessions.items.find(({ current }) => current)?.ip };
}

/** How people of the account sign in, for how long, and from where. */
export function SecuritySettingsPage() {
  const { state, retry } = useLoad(loadSecurity, []);
  return (
    <LoadedPart state={state} onRetry={retry}>
      {(data) => <SecurityForm loaded={data} onStale={retry} />}
    </LoadedPart>
  );
}

function useSecurity({ security, etag }: Loaded) {
  const [draft, setDraft] = useState(() => draftOf(security));
  const [version, setVersion] = useState(etag);
  const [saved, setSaved] = useState(false);
  const { busy, problem, run } = useAction();
  const change = (changes: Partial<SecurityDraft>) => {
    setSaved(false);
    setDraft((before) => ({ ...before, ...changes }));
  };
  const save = () =>
    run(async () => {
      setSaved(false);
      const body = { security: securityOf(draft) };
      const answer = await send('updateAccount', { body, ifMatch: version });
      setVersion(answer.etag);
      setDraft(draftOf(answer.body.security));
      setSaved(true);
    });
  return { draft, change, saved, busy, problem, save };
}

function SecurityForm({ loaded, onStale }: { loaded: Loaded; onStale: () => void }) {
  const { draft, change, saved, busy, problem, save } = useSecurity(loaded);
  const faults = problem === undefined ? {} : securityFaults(problem, draft);
  const onSubmit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    void save();
  };
  return (
    <>
      <p role="status" className={saved ? 'notice notice-good' : 'unseen'}>
        {saved ? 'The settings were saved.' : null}
      </p>
      <form className="settings-form" onSubmit={onSubmit}>
        <Refusal problem={Object.keys(faults).length === 0 ? problem : undefined} onStale={onStale} />
        <RequirementCard draft={draft} change={change} before={loaded.security.requireTwoFactor} />
        <SessionCard draft={draft} change={change} faults={faults} />
        <RangesCard draft={draft} change={change} fault={faults['allowedIpRanges']} ip={loaded.ip} />
        <div className="save-row">
          <SubmitButton busy={busy} words="Save the settings" busyWords="Saving…" />
        </div>
      </form>
    </>
  );
}

function Refusal({ problem, onStale }: { problem: ApiProblem | undefined; onStale: () => void }) {
  if (problem === undefined) return null;
  return problem.code === 'stale' ? <StaleAlert onTake={onStale} /> : <Alert>{problemText(problem)}</Alert>;
}

interface CardProps {
  draft: SecurityDraft;
  change: (changes: Partial<SecurityDraft>) => void;
}

const requirements = [
  ['none', 'Nobody', 'Everyone may set it up for themselves.'],
  ['managers', 'Owner and administrators', 'Those who can change what others may do.'],
  ['everyone', 'Everyone', 'Whoever signs in.'],
] as const;

function RequirementCard({ draft, change, before }: CardProps & { before: SecurityDraft['requireTwoFactor'] }) {
  const { requireTwoFactor } = draft;
  return (
    <section className="card">
      <fieldset className="choice">
        <legend className="card-legend">
          <h2>Who must use two factors?</h2>
        </legend>
        {requirements.map(([value, label, detail]) => (
          <CheckBox
            key={value}
            type="radio"
            name="requirement"
            label={label}
            detail={detail}
            checked={requireTwoFactor === value}
            onChange={() => change({ requireTwoFactor: value })}
          />
        ))}
      </fieldset>
      {requireTwoFactor === 'none' || requireTwoFactor === before ? null : (
        <Hint>
          Whoever has no second factor yet is signed out within seconds, you too, and sets one up at the next sign-in.
        </Hint>
      )}
    </section>
  );
}

function SessionCard({ draft, change, faults }: CardProps & { faults: Partial<Record<string, string>> }) {
  return (
    <section className="card">
      <h2>How long does a sign-in last?</h2>
      <div className="pair">
        <TextField
          label="Days without use"
          type="number"
          inputMode="numeric"
          min={1}
          max={90}
          value={draft.sessionIdleDays}
          onValue={(sessionIdleDays) => change({ sessionIdleDays })}
          error={faults['sessionIdleDays']}
          hint="1 to 90. A browser that was not used for so long has to sign in again."
        />
        <TextField
          label="Days in all"
          type="number"
          inputMode="numeric"
          min={1}
          max={365}
          value={draft.sessionMaxDays}
          onValue={(sessionMaxDays) => change({ sessionMaxDays })}
          error={faults['sessionMaxDays']}
          hint="1 to 365. After so long everybody has to sign in again."
        />
      </div>
    </section>
  );
}

interface RangesCardProps extends CardProps {
  fault: string | undefined;
  ip: string | undefined;
}

function RangesCard({ draft, change, fault, ip }: RangesCardProps) {
  const { length } = rangesIn(draft.ranges);
  return (
    <section className="card">
      <h2>From where?</h2>
      <TextArea
        label="Allowed IP ranges"
        rows={4}
        spellCheck={false}
        autoCapitalize="none"
        autoComplete="off"
        value={draft.ranges}
        onValue={(ranges) => change({ ranges })}
        error={fault}
        hint={
          <>
            One a line, such as 203.0.113.0/24 or 2001:db8::/48, up to 50. Empty is from everywhere.
            {ip === undefined ? '' : ` You are at ${ip}.`}
          </>
        }
      />
      {length === 0 ? null : (
        <Hint>People outside these ranges cannot sign in, and whoever is signed in there is refused.</Hint>
      )}
    </section>
  );
}
