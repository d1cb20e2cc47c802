import { useSession } from '../../app/session.js';
import { send } from '../../api/client.js';
import { allPlaces } from '../../api/places.js';
import type { Mailbox, Team, UserMailboxes } from '../../api/types.js';
import { LoadedPart } from '../../parts/loaded-part.js';
import { useLivePlaces } from '../../parts/use-live-places.js';
import { useLoad } from '../../parts/use-load.js';
import { givenDirectly, sourcesText } from './mailbox-access.js';
import { PlaceFacts, PlaceForm, type PlaceLine } from './place-list.js';
import { useListSaving } from './use-list-saving.js';
import { useUserContext } from './user-context.js';

interface MailboxesData {
  held: UserMailboxes;
  etag: string | undefined;
  teams: Team[];
  mailboxes: Mailbox[];
}

async function loadMailboxes(id: string, hasTeams: boolean, signal: AbortSignal): Promise<MailboxesData> {
  const [{ body, etag }, places] = await Promise.all([
    send('getUserMailboxes', { params: { id }, signal }),
    allPlaces(hasTeams, signal),
  ]);
  return { held: body, etag, ...places };
}

export function MailboxesSection() {
  const { user, rights } = useUserContext();
  const hasTeams = useSession().access.plan.features.includes('teams');
  const { state, refresh, retry } = useLoad((signal) => loadMailboxes(user.id, hasTeams, signal), [user.id, hasTeams]);
  useLivePlaces(refresh);
  const mayEdit = rights.places && user.role !== 'owner';
  return (
    <section className="card">
      <h2>Mailbox access</h2>
      <LoadedPart state={state} onRetry={retry}>
        {(data) => (mayEdit ? <MailboxesForm data={data} onStale={retry} /> : <MailboxFacts data={data} />)}
      </LoadedPart>
    </section>
  );
}

/** Mailboxes with their address, and with what gives them besides the person's own grant. */
function linesOf({ held, teams, mailboxes }: MailboxesData): PlaceLine[] {
  const teamNames = new Map(teams.map(({ id, name }) => [id, name]));
  const sources = new Map(held.items.map((item) => [item.mailboxId, item.sources]));
  return mailboxes.map(({ id, name, email }) => {
    const also = sourcesText(sources.get(id) ?? [], teamNames);
    return { id, name, detail: also === undefined ? email : `${email}, ${also}` };
  });
}

function MailboxFacts({ data }: { data: MailboxesData }) {
  const usable = new Set(data.held.items.map(({ mailboxId }) => mailboxId));
  return <PlaceFacts places={linesOf(data).filter(({ id }) => usable.has(id))} none="None so far." />;
}

function MailboxesForm({ data, onStale }: { data: MailboxesData; onStale: () => void }) {
  const { user, told } = useUserContext();
  const saving = useListSaving({
    chosen: givenDirectly(data.held),
    etag: data.etag,
    put: (mailboxIds, ifMatch) => send('setUserMailboxes', { params: { id: user.id }, body: { mailboxIds }, ifMatch }),
    onSaved: () => told('The mailboxes were saved.'),
  });
  return (
    <>
      <p className="card-lead">
        Checked mailboxes are given to {user.firstName} directly. What comes through a team stays as long as they are on
        it.
      </p>
      <PlaceForm legend="Mailboxes given directly" places={linesOf(data)} saving={saving} onStale={onStale} />
    </>
  );
}
