import { type ReactNode, useState } from 'react';
import type { AccountToken, ApiKey, ApiKeyKind } from '../../api/types.js';
import { Moment } from '../../parts/moment.js';
import { dayOf } from '../../parts/times.js';
import { ConfirmDialog } from '../../parts/confirm-dialog.js';
import { keyPrefixes, kindWords, scopesText, stateWords } from './key-words.js';

/** What keys of people and tokens of the account have in common. */
export type ShownKey = Omit<ApiKey, 'kind'> & { kind?: ApiKeyKind; guardianUserId?: string };

export interface KeyListProps<Key extends ApiKey | AccountToken> {
  items: readonly Key[];
  busy: boolean;
  /** More about one; after its name. */
  facts?: (key: Key) => ReactNode;
  onRevoke: (key: Key) => void;
  /** Not given where only ending is allowed. */
  onRotate?: ((key: Key) => void) | undefined;
  /** Further buttons. */
  more?: (key: Key) => ReactNode;
}

export function KeyList<Key extends ApiKey | AccountToken>({ items, onRevoke, ...rest }: KeyListProps<Key>) {
  const [revoking, setRevoking] = useState<Key>();
  return (
    <>
      <ul className="records">
        {items.map((item) => (
          <KeyRow key={item.id} item={item} onRevoke={setRevoking} {...rest} />
        ))}
      </ul>
      {revoking === undefined ? null : (
        <ConfirmDialog
          title={`Revoke ${revoking.name}?`}
          words="Revoke it"
          onConfirm={() => {
            setRevoking(undefined);
            onRevoke(revoking);
          }}
          onCancel={() => setRevoking(undefined)}
        >
          <p>Whatever uses the key that ends in {revoking.lastFour} stops working at once, for good.</p>
        </ConfirmDialog>
      )}
    </>
  );
}

type KeyRowProps<Key extends ApiKey | AccountToken> = Omit<KeyListProps<Key>, 'items'> & { item: Key };

function KeyRow<Key extends ApiKey | AccountToken>({ item, busy, facts, onRevoke, onRotate, more }: KeyRowProps<Key>) {
  const rotatable = onRotate !== undefined && item.state === 'active' && item.replacedBy === null;
  return (
    <li className="record">
      <div className="record-main">
        <p className="record-title">
          {item.name}
          <span className={`badge badge-${item.state}`}>{stateWords[item.state]}</span>
        </p>
        <KeyFacts item={item} />
        {facts?.(item)}
      </div>
      <div className="record-buttons">
        {more?.(item)}
        {rotatable ? <KeyButton words="Rotate" item={item} busy={busy} onPress={() => onRotate(item)} /> : null}
        {item.state === 'expired' ? null : (
          <KeyButton words="Revoke" item={item} busy={busy} onPress={() => onRevoke(item)} />
        )}
      </div>
    </li>
  );
}

interface KeyButtonProps {
  words: string;
  item: Pick<ShownKey, 'name' | 'lastFour'>;
  busy: boolean;
  onPress: () => void;
}

export function KeyButton({ words, item, busy, onPress }: KeyButtonProps) {
  return (
    <button type="button" className="button button-small" aria-disabled={busy || undefined} onClick={onPress}>
      {words}
      <span className="unseen">
        {' '}
        {item.name}, ending in {item.lastFour}
      </span>
    </button>
  );
}

function KeyFacts({ item }: { item: ShownKey }) {
  const { kind = 'api', scopes, lastFour, createdAt, expiresAt, lastUsedAt, lastUsedIp } = item;
  return (
    <>
      <p className="record-facts">
        <code>
          {keyPrefixes[kind]}…{lastFour}
        </code>
        {item.kind === undefined ? null : <span>{kindWords[kind]}</span>}
        {scopes.length === 0 ? null : <span>{scopesText(scopes)}</span>}
      </p>
      <p className="record-facts">
        <span>
          Made <Moment at={createdAt} />
        </span>
        <span>{expiryText(item, expiresAt)}</span>
        {lastUsedAt === null ? (
          <span>Not used so far</span>
        ) : (
          <span>
            Last used <Moment at={lastUsedAt} />
            {lastUsedIp === null ? '' : ` from ${lastUsedIp}`}
          </span>
        )}
      </p>
    </>
  );
}

function expiryText({ state }: Pick<ShownKey, 'state'>, expiresAt: string | null): string {
  if (expiresAt === null) return 'Does not expire';
  return `${state === 'expired' ? 'Expired' : 'Works until'} ${dayOf(expiresAt)}`;
}
