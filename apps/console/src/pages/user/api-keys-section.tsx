import { useRef, useState } from 'react';
import { AttemptKey } from '../../api/attempt-key.js';
import { ask } from '../../api/client.js';
import type { ApiKey, CreateApiKeyBody } from '../../api/types.js';
import { useMay, useSession } from '../../app/session.js';
import { LoadedPart } from '../../parts/loaded-part.js';
import { Hint, ProblemAlert } from '../../parts/notice.js';
import { useAction } from '../../parts/use-action.js';
import { useLoad } from '../../parts/use-load.js';
import { useProof } from '../../parts/use-proof.js';
import { KeyList } from '../security/key-list.js';
import { KeyShown } from '../security/key-shown.js';
import { NewKeyCard } from '../security/new-key-card.js';
import { RotateCard } from '../security/rotate-card.js';
import { useReturnFocus } from '../security/use-return-focus.js';
import { useUserContext } from './user-context.js';

/** What is being done; each has a card of its own above the list. */
type Task =
  { kind: 'none' } | { kind: 'new' } | { kind: 'rotate'; item: ApiKey } | { kind: 'shown'; title: string; key: string };

function useKeys() {
  const { user, told } = useUserContext();
  const params = { id: user.id };
  const { state, reload, retry } = useLoad((signal) => ask('listApiKeys', { params, signal }), [user.id]);
  const [task, setTask] = useState<Task>({ kind: 'none' });
  const { busy, problem, run } = useAction();
  const { withProof, dialog } = useProof();
  const attempt = useRef(new AttemptKey());
  const show = (name: string, key: string) => {
    setTask({ kind: 'shown', title: `Your new key: ${name}`, key });
    reload();
  };
  const create = async (body: CreateApiKeyBody) => {
    const { name, key } = await withProof(() =>
      attempt.current.run(body, (idempotencyKey) => ask('createApiKey', { params, body, idempotencyKey })),
    );
    show(name, key);
  };
  const rotate = async ({ id: kid, name }: ApiKey, overlapHours: number) => {
    const request = { params: { ...params, kid }, body: { overlapHours } };
    const made = await withProof(() =>
      attempt.current.run(request, (idempotencyKey) => ask('rotateApiKey', { ...request, idempotencyKey })),
    );
    show(name, made.key);
  };
  const revoke = ({ id: kid, name }: ApiKey) =>
    run(async () => {
      await ask('revokeApiKey', { params: { ...params, kid } });
      reload();
      told(`${name} does not work any more.`);
    });
  return { state, retry, task, setTask, busy, problem, create, rotate, revoke, dialog };
}

type Keys = ReturnType<typeof useKeys>;

/** Keys of a person. They make their own; managers see that there are some, and end them. */
export function ApiKeysSection() {
  const { user } = useUserContext();
  return <ApiKeys key={user.id} />;
}

function ApiKeys() {
  const { rights } = useUserContext();
  const keys = useKeys();
  return (
    <div className="cards">
      <TaskCard keys={keys} />
      <KeysCard keys={keys} self={rights.self} />
      {keys.dialog}
    </div>
  );
}

function TaskCard({ keys: { task, setTask, create, rotate } }: { keys: Keys }) {
  const rest = () => setTask({ kind: 'none' });
  if (task.kind === 'none') return null;
  if (task.kind === 'shown') return <KeyShown title={task.title} secret={task.key} onKept={rest} />;
  if (task.kind === 'new') return <NewKeyCard onCreate={create} onCancel={rest} />;
  const { item } = task;
  return <RotateCard name={item.name} onRotate={(hours) => rotate(item, hours)} onCancel={rest} />;
}

function KeysCard({ keys, self }: { keys: Keys; self: boolean }) {
  const { user } = useUserContext();
  const { state, retry, task, setTask, busy, problem, revoke } = keys;
  const closed = useClosed();
  const heading = useReturnFocus(task.kind === 'none');
  const mayMake = self && closed === undefined && task.kind !== 'new';
  return (
    <section className="card">
      <div className="card-top">
        <h2 ref={heading} tabIndex={-1}>
          API keys
        </h2>
        {mayMake ? (
          <button type="button" className="button button-small" onClick={() => setTask({ kind: 'new' })}>
            New key
          </button>
        ) : null}
      </div>
      <p className="card-lead">
        {self
          ? 'A key does what you may do, within its scopes. Whoever has it can use it in your name.'
          : `Keys of ${user.firstName}. You can end them; only ${user.firstName} can make them.`}
      </p>
      {self && closed !== undefined ? <Hint>{closed}</Hint> : null}
      <ProblemAlert problem={problem} />
      <LoadedPart state={state} onRetry={retry}>
        {({ items }) =>
          items.length === 0 ? (
            <p className="quiet">No key so far.</p>
          ) : (
            <KeyList
              items={items}
              busy={busy}
              onRevoke={(item) => void revoke(item)}
              onRotate={self && closed === undefined ? (item) => setTask({ kind: 'rotate', item }) : undefined}
            />
          )
        }
      </LoadedPart>
    </section>
  );
}

/** Why somebody cannot make keys; undefined when they can. */
function useClosed(): string | undefined {
  const inPlan = useSession().access.plan.features.includes('api_keys');
  const may = useMay('api.access');
  if (!inPlan) return 'API keys come with the Standard plan.';
  return may ? undefined : 'You may not use the API. Ask a manager for the permission.';
}
