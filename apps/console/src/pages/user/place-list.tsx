import type { SubmitEvent } from 'react';
import { CheckBox } from '../../parts/check-box.js';
import { ProblemAlert } from '../../parts/notice.js';
import { SubmitButton } from '../../parts/submit-button.js';
import { StaleAlert } from './stale-alert.js';
import type { useListSaving } from './use-list-saving.js';

export interface PlaceLine {
  id: string;
  name: string;
  detail: string | undefined;
}

/** What somebody has, for those who may only look. */
export function PlaceFacts({ places, none }: { places: readonly PlaceLine[]; none: string }) {
  if (places.length === 0) return <p className="quiet">{none}</p>;
  return (
    <ul className="plain-list">
      {places.map(({ id, name, detail }) => (
        <li key={id}>
          <strong>{name}</strong>
          {detail === undefined ? null : <span>{detail}</span>}
        </li>
      ))}
    </ul>
  );
}

interface PlaceFormProps {
  legend: string;
  places: readonly PlaceLine[];
  saving: ReturnType<typeof useListSaving>;
  onStale: () => void;
}

export function PlaceForm({ legend, places, saving, onStale }: PlaceFormProps) {
  const { ids, toggle, busy, problem, save } = saving;
  const onSubmit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    void save();
  };
  return (
    <form className="form" onSubmit={onSubmit}>
      {problem?.code === 'stale' ? <StaleAlert onTake={onStale} /> : <ProblemAlert problem={problem} />}
      <fieldset className="choice">
        <legend className="unseen">{legend}</legend>
        {places.map(({ id, name, detail }) => (
          <CheckBox
            key={id}
            label={name}
            detail={detail}
            checked={ids.includes(id)}
            onChange={(on) => toggle(id, on)}
          />
        ))}
      </fieldset>
      <div className="save-row">
        <SubmitButton busy={busy} words="Save" busyWords="Saving…" />
      </div>
    </form>
  );
}
