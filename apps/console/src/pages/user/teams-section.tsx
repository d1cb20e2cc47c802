import { send } from '../../api/client.js';
import { allTeams } from '../../api/places.js';
import type { Team } from '../../api/types.js';
import { LoadedPart } from '../../parts/loaded-part.js';
import { useLivePlaces } from '../../parts/use-live-places.js';
import { useLoad } from '../../parts/use-load.js';
import { PlaceFacts, PlaceForm, type PlaceLine } from './place-list.js';
import { useListSaving } from './use-list-saving.js';
import { useUserContext } from './user-context.js';

interface TeamsData {
  teamIds: string[];
  etag: string | undefined;
  teams: Team[];
}

async function loadTeams(id: string, signal: AbortSignal): Promise<TeamsData> {
  const [{ body, etag }, teams] = await Promise.all([
    send('getUserTeams', { params: { id }, signal }),
    allTeams(signal),
  ]);
  return { teamIds: body.teamIds, etag, teams };
}

export function TeamsSection() {
  const { user, rights } = useUserContext();
  const { state, refresh, retry } = useLoad((signal) => loadTeams(user.id, signal), [user.id]);
  useLivePlaces(refresh);
  const mayEdit = rights.places && user.role !== 'light_user';
  return (
    <section className="card">
      <h2>Teams</h2>
      {user.role === 'light_user' ? <p className="quiet">Light users are on no team.</p> : null}
      <LoadedPart state={state} onRetry={retry}>
        {(data) => (mayEdit ? <TeamsForm data={data} onStale={retry} /> : <TeamFacts data={data} />)}
      </LoadedPart>
    </section>
  );
}

function linesOf(teams: readonly Team[]): PlaceLine[] {
  return teams.map(({ id, name, mention, memberCount }) => ({
    id,
    name,
    detail: `@${mention}, ${memberCount} ${memberCount === 1 ? 'member' : 'members'}`,
  }));
}

function TeamFacts({ data: { teams, teamIds } }: { data: TeamsData }) {
  const { user } = useUserContext();
  if (user.role === 'light_user') return null;
  return <PlaceFacts places={linesOf(teams.filter(({ id }) => teamIds.includes(id)))} none="On no team so far." />;
}

function TeamsForm({ data, onStale }: { data: TeamsData; onStale: () => void }) {
  const { user, told } = useUserContext();
  const saving = useListSaving({
    chosen: data.teamIds,
    etag: data.etag,
    put: (teamIds, ifMatch) => send('setUserTeams', { params: { id: user.id }, body: { teamIds }, ifMatch }),
    onSaved: () => told('The teams were saved.'),
  });
  if (data.teams.length === 0) return <p className="quiet">This account has no teams yet.</p>;
  return <PlaceForm legend="Teams" places={linesOf(data.teams)} saving={saving} onStale={onStale} />;
}
