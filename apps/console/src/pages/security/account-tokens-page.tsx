import type { AccountToken } from '../../api/types.js';
import { useSession } from '../../app/session.js';
import { LoadedPart } from '../../parts/loaded-part.js';
import { Hint, ProblemAlert } from '../../parts/notice.js';
import { KeyButton, KeyList } from './key-list.js';
import { KeyShown } from './key-shown.js';
import { RotateCard } from './rotate-card.js';
import { GuardianCard, NewTokenCard } from './token-forms.js';
import { type TokensData, useAccountTokens } from './use-account-tokens.js';
import { useReturnFocus } from './use-return-focus.js';

const roleAtMost: Record<NonNullable<AccountToken['ceiling']>['role'], string> = {
  owner: 'the owner',
  administrator: 'an administrator',
  user: 'a user',
  light_user: 'a light user',
};

type Tokens = ReturnType<typeof useAccountTokens>;

/** API tokens that belong to the account, so that they outlive the leaving of whoever made them. */
export function AccountTokensPage() {
  const tokens = useAccountTokens();
  const { state, note, dialog } = tokens;
  const names = state.phase === 'ready' ? state.data.names : new Map<string, string>();
  return (
    <>
      <p role="status" className={note === undefined ? 'unseen' : 'notice notice-good'}>
        {note}
      </p>
      <div className="cards">
        <TaskCard tokens={tokens} names={names} />
        <TokensCard tokens={tokens} />
      </div>
      {dialog}
    </>
  );
}

function TaskCard({ tokens, names }: { tokens: Tokens; names: TokensData['names'] }) {
  const { task, begin, create, rotate, choose } = tokens;
  const rest = () => begin({ kind: 'none' });
  if (task.kind === 'none') return null;
  if (task.kind === 'shown') return <KeyShown title={task.title} secret={task.key} onKept={rest} />;
  if (task.kind === 'new') return <NewTokenCard onCreate={create} onCancel={rest} />;
  const { item } = task;
  if (task.kind === 'rotate') {
    return <RotateCard name={item.name} onRotate={(hours) => rotate(item, hours)} onCancel={rest} />;
  }
  const guardian = names.get(item.guardianUserId) ?? 'Somebody';
  return <GuardianCard item={item} guardian={guardian} onChoose={(id) => choose(item, id)} onCancel={rest} />;
}

function TokensCard({ tokens }: { tokens: Tokens }) {
  const { state, retry, task, begin, problem } = tokens;
  const heading = useReturnFocus(task.kind === 'none');
  const open = useSession().access.plan.features.includes('api_keys');
  return (
    <section className="card">
      <div className="card-top">
        <h2 ref={heading} tabIndex={-1}>
          API tokens of the account
        </h2>
        {open && task.kind !== 'new' ? (
          <button type="button" className="button button-small" onClick={() => begin({ kind: 'new' })}>
            New token
          </button>
        ) : null}
      </div>
      <p className="card-lead">
        For what must go on working whoever leaves. Each has a guardian, who answers for it and by whose rights it acts,
        never beyond what they could do when it was made.
      </p>
      {open ? null : <Hint>API tokens come with the Standard plan.</Hint>}
      <ProblemAlert problem={problem} />
      <LoadedPart state={state} onRetry={retry}>
        {(data) => <TokenList data={data} tokens={tokens} open={open} />}
      </LoadedPart>
    </section>
  );
}

function TokenList({ data, tokens, open }: { data: TokensData; tokens: Tokens; open: boolean }) {
  const { begin, busy, revoke } = tokens;
  if (data.items.length === 0) return <p className="quiet">No token so far.</p>;
  return (
    <KeyList
      items={data.items}
      busy={busy}
      facts={(item) => <TokenFacts item={item} guardian={data.names.get(item.guardianUserId) ?? 'somebody'} />}
      more={(item) =>
        open && item.state !== 'expired' ? (
          <KeyButton words="Guardian" item={item} busy={busy} onPress={() => begin({ kind: 'guardian', item })} />
        ) : null
      }
      onRotate={open ? (item) => begin({ kind: 'rotate', item }) : undefined}
      onRevoke={(item) => void revoke(item)}
    />
  );
}

function TokenFacts({ item, guardian }: { item: AccountToken; guardian: string }) {
  const { ceiling, inheritedAt } = item;
  return (
    <>
      <p className="record-facts">
        <span>Guardian: {guardian}</span>
        {ceiling === null ? null : <span>Does at most what {roleAtMost[ceiling.role]} may</span>}
      </p>
      {inheritedAt === null ? null : (
        <Hint>
          Its guardian left, and {guardian} took over. Confirm or change the guardian, or replace the token.
          {item.state === 'paused' ? ' It is paused until then.' : ''}
        </Hint>
      )}
    </>
  );
}
