import type { UpdateUserBody, User } from '../../api/types.js';

export interface Entries {
  firstName: string;
  lastName: string;
  jobTitle: string;
}

export function entriesOf(user: Pick<User, 'firstName' | 'lastName' | 'jobTitle'>): Entries {
  return { firstName: user.firstName, lastName: user.lastName, jobTitle: user.jobTitle ?? '' };
}

/** Only what is different; an emptied job title is taken away. */
export function changesOf(user: Pick<User, 'firstName' | 'lastName' | 'jobTitle'>, entries: Entries): UpdateUserBody {
  const before = entriesOf(user);
  const jobTitle = entries.jobTitle.trim();
  return {
    ...(entries.firstName === before.firstName ? {} : { firstName: entries.firstName }),
    ...(entries.lastName === before.lastName ? {} : { lastName: entries.lastName }),
    ...(jobTitle === before.jobTitle ? {} : { jobTitle: jobTitle === '' ? null : jobTitle }),
  };
}
