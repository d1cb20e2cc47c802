import { TextField } from './fields.js';

interface Names {
  firstName: string;
  lastName: string;
}

interface NameFieldsProps {
  names: Names;
  onNames: (part: Partial<Names>) => void;
  faults: Record<string, string>;
  /** Whether they are of the person who types them, whose browser may know them. */
  own?: boolean;
}

export function NameFields({ names, onNames, faults, own = false }: NameFieldsProps) {
  return (
    <div className="pair">
      <TextField
        label="First name"
        autoComplete={own ? 'given-name' : 'off'}
        value={names.firstName}
        onValue={(firstName) => onNames({ firstName })}
        error={faults['firstName']}
        maxLength={40}
      />
      <TextField
        label="Last name"
        autoComplete={own ? 'family-name' : 'off'}
        value={names.lastName}
        onValue={(lastName) => onNames({ lastName })}
        error={faults['lastName']}
        maxLength={40}
      />
    </div>
  );
}
