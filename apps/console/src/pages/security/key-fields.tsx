import { SelectField, TextField } from '../../parts/fields.js';
import { CheckBox } from '../../parts/check-box.js';
import { toggled } from '../../parts/toggled.js';
import type { Scope } from '../../api/types.js';
import { tomorrow } from '../user/suspension-terms.js';
import { everyScope, type Life, lifeOptions, scopeWords } from './key-words.js';

interface ScopeFieldsProps {
  scopes: readonly Scope[];
  fault: string | undefined;
  onScopes: (scopes: Scope[]) => void;
}

export function ScopeFields({ scopes, fault, onScopes }: ScopeFieldsProps) {
  const toggle = (scope: Scope, on: boolean) => {
    const chosen = toggled(scopes, scope, on);
    onScopes(everyScope.filter((known) => chosen.includes(known)));
  };
  return (
    <fieldset className="choice">
      <legend>What it may do</legend>
      <div className="choice-pair">
        {everyScope.map((scope) => (
          <CheckBox
            key={scope}
            label={scopeWords[scope]}
            detail={scope}
            checked={scopes.includes(scope)}
            invalid={fault !== undefined}
            onChange={(on) => toggle(scope, on)}
          />
        ))}
      </div>
      {fault === undefined ? null : (
        <p className="field-error" role="alert">
          {fault}
        </p>
      )}
    </fieldset>
  );
}

interface LifeFieldsProps {
  life: Life;
  fault: string | undefined;
  onLife: (life: Life) => void;
}

export function LifeFields({ life, fault, onLife }: LifeFieldsProps) {
  return (
    <>
      <SelectField
        label="Works for"
        value={life.choice}
        onValue={(choice) => onLife({ ...life, choice })}
        options={lifeOptions}
      />
      {life.choice === 'day' ? (
        <TextField
          label="Last day"
          type="date"
          min={tomorrow()}
          value={life.day}
          onValue={(day) => onLife({ ...life, day })}
          error={fault}
        />
      ) : null}
    </>
  );
}
