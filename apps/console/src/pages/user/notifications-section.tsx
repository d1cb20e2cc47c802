import { type SubmitEvent, useState } from 'react';
import { ask } from '../../api/client.js';
import { allTeams } from '../../api/places.js';
import type { NotificationPreferences } from '../../api/types.js';
import { useSession } from '../../app/session.js';
import { LoadedPart } from '../../parts/loaded-part.js';
import { ProblemAlert } from '../../parts/notice.js';
import { SubmitButton } from '../../parts/submit-button.js';
import { useAction } from '../../parts/use-action.js';
import { useLivePlaces } from '../../parts/use-live-places.js';
import { useLoad } from '../../parts/use-load.js';
import { ChannelTable } from './channel-table.js';
import { eventWords, teamEventWords, withEvent, withTeamEvent } from './notification-words.js';
import { useUserContext } from './user-context.js';

interface NotificationsData {
  preferences: NotificationPreferences;
  teamNames: ReadonlyMap<string, string>;
}

async function loadNotifications(id: string, hasTeams: boolean, signal: AbortSignal): Promise<NotificationsData> {
  const [preferences, teams] = await Promise.all([
    ask('getNotifications', { params: { id }, signal }),
    hasTeams ? allTeams(signal) : [],
  ]);
  return { preferences, teamNames: new Map(teams.map(({ id, name }) => [id, name])) };
}

export function NotificationsSection() {
  const { user } = useUserContext();
  const hasTeams = useSession().access.plan.features.includes('teams');
  const { state, refresh, retry } = useLoad(
    (signal) => loadNotifications(user.id, hasTeams, signal),
    [user.id, hasTeams],
  );
  useLivePlaces(refresh);
  return (
    <section className="card">
      <h2>Notifications</h2>
      <LoadedPart state={state} onRetry={retry}>
        {(data) => <NotificationsForm data={data} />}
      </LoadedPart>
    </section>
  );
}

function NotificationsForm({ data }: { data: NotificationsData }) {
  const { user, rights, told } = useUserContext();
  const [chosen, setChosen] = useState(data.preferences);
  const { busy, problem, run } = useAction();
  const save = () =>
    run(async () => {
      await ask('setNotifications', { params: { id: user.id }, body: chosen });
      told('The notifications were saved.');
    });
  const onSubmit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    void save();
  };
  return (
    <form className="form" onSubmit={onSubmit}>
      <ProblemAlert problem={problem} />
      <ChannelTable
        caption={rights.self ? 'Notify me' : `Notify ${user.firstName}; “me” is ${user.firstName}`}
        words={eventWords}
        chosen={chosen.preferences}
        disabled={!rights.edit}
        onChange={(event, channel, on) => setChosen((before) => withEvent(before, { event, channel, on }))}
      />
      {Object.entries(chosen.teams).map(([teamId, ofTeam]) => (
        <ChannelTable
          key={teamId}
          caption={`Team ${data.teamNames.get(teamId) ?? ''}`}
          words={teamEventWords}
          chosen={ofTeam}
          disabled={!rights.edit}
          onChange={(event, channel, on) =>
            setChosen((before) => withTeamEvent(before, { teamId, event, channel, on }))
          }
        />
      ))}
      {rights.edit ? (
        <div className="save-row">
          <SubmitButton busy={busy} words="Save notifications" busyWords="Saving…" />
        </div>
      ) : null}
    </form>
  );
}
