import { type ChangeEvent, useId, useRef, useState } from 'react';
import { asProblem } from '../../api/api-problem.js';
import { ask } from '../../api/client.js';
import { problemText } from '../../api/problem-texts.js';
import type { User } from '../../api/types.js';
import { ActionButton } from '../../parts/action-button.js';
import { Avatar } from '../../parts/avatar.js';
import { useAction } from '../../parts/use-action.js';
import { dataUrlOf, fileFault, photoTypes } from './photo-file.js';

interface PhotoCardProps {
  user: User;
  told: (words: string) => void;
}

interface Chosen {
  file: File;
  preview: string;
}

function usePhoto({ user, told }: PhotoCardProps) {
  const [chosen, setChosen] = useState<Chosen>();
  const [fault, setFault] = useState<string>();
  const { busy, run } = useAction();
  const params = { id: user.id };
  // Not kept by the action: what was wrong with one picture says nothing about the next.
  const attempt = (effect: () => Promise<void>) =>
    run(async () => {
      setFault(undefined);
      await effect().catch((error: unknown) => setFault(problemText(asProblem(error))));
    });
  const choose = async (file: File) => {
    const found = fileFault(file);
    const preview = found === undefined ? await dataUrlOf(file).catch(() => undefined) : undefined;
    setFault(found ?? (preview === undefined ? 'This file could not be read. Choose another one.' : undefined));
    setChosen(preview === undefined ? undefined : { file, preview });
  };
  const upload = ({ file }: Chosen) =>
    attempt(async () => {
      const form = new FormData();
      form.set('photo', file);
      await ask('setUserPhoto', { params, form });
      setChosen(undefined);
      told('The new photo is in use.');
    });
  const remove = () =>
    attempt(async () => {
      await ask('removeUserPhoto', { params });
      told('The photo was removed.');
    });
  const drop = () => {
    setChosen(undefined);
    setFault(undefined);
  };
  return { chosen, fault, busy, choose, upload, remove, drop };
}

export function PhotoCard({ user, told }: PhotoCardProps) {
  const { chosen, fault, busy, choose, upload, remove, drop } = usePhoto({ user, told });
  return (
    <section className="card">
      <h2>Photo</h2>
      <div className="photo">
        {chosen === undefined ? (
          <Avatar user={user} large />
        ) : (
          <img className="avatar avatar-large" src={chosen.preview} alt="Preview of the new photo" />
        )}
        <div className="photo-buttons">
          {chosen === undefined ? (
            <>
              <FileButton words={user.photoUrl === null ? 'Choose a photo' : 'Choose another photo'} onFile={choose} />
              {user.photoUrl === null ? null : (
                <button type="button" className="button button-small" onClick={() => void remove()}>
                  {busy ? 'Removing…' : 'Remove'}
                  <span className="unseen"> the photo</span>
                </button>
              )}
            </>
          ) : (
            <>
              <ActionButton
                className="button button-small button-main"
                busy={busy}
                words="Use this photo"
                busyWords="Uploading…"
                onPress={() => upload(chosen)}
              />
              <button type="button" className="button button-small" onClick={drop}>
                Cancel
                <span className="unseen"> the new photo</span>
              </button>
            </>
          )}
        </div>
      </div>
      <p className="field-hint">JPEG, PNG, WebP or GIF, up to 5 MB. It is cut to a square.</p>
      {fault === undefined ? null : (
        <p role="alert" className="field-error">
          {fault}
        </p>
      )}
    </section>
  );
}

/** The browser's own file button, with words that everybody sees alike. */
function FileButton({ words, onFile }: { words: string; onFile: (file: File) => Promise<void> }) {
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const onChange = (event: ChangeEvent<HTMLInputElement>) => {
    const file = event.target.files?.[0];
    if (file !== undefined) void onFile(file);
    // The same file can be chosen again after a refusal.
    if (input.current !== null) input.current.value = '';
  };
  return (
    <span className="file-button">
      <input ref={input} id={id} type="file" accept={photoTypes.join(',')} onChange={onChange} />
      <label htmlFor={id} className="button button-small">
        {words}
      </label>
    </span>
  );
}
