/** Of an entry, what the meaning of its fields depends on. */
interface About {
  action: string;
  targetKind: string;
}

/** Fields of people that tell who somebody is; their values can be erased while the entry stays. */
const personalFields = new Set([
  'firstName',
  'lastName',
  'email',
  'newEmail',
  'alternateEmails',
  'phone',
  'jobTitle',
  'timezone',
  'timeFormat',
  'locale',
  'mention',
  'photo',
  'addresses',
]);

/** Where `reason` is what a manager wrote about the person; elsewhere it is a code. */
const writtenReasons = new Set(['user.suspended', 'user.suspension_changed']);

function isWrittenReason(action: string, field: string): boolean {
  return field === 'reason' && writtenReasons.has(action);
}

/** Whether the field goes when the person whom the entry is about is erased. Nobody else can be. */
export function isPersonal({ action, targetKind }: About, field: string): boolean {
  return targetKind === 'user' && (personalFields.has(field) || isWrittenReason(action, field));
}

/** Whether the person whom the entry is about may not see the field. */
export function forManagersAlone(action: string, field: string): boolean {
  return isWrittenReason(action, field);
}
