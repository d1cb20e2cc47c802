/** When something happened to a person, as an event tells it. */
export interface Moment {
  /** Version of the user after it: what else the users service tells is before or after it for certain. */
  version: number;
  /** What was made before this time was there already. */
  time: Date;
}

/** The moment of an event about a person. Events tell milliseconds, rows know microseconds: that millisecond is over. */
export function momentOf({ sequence, time }: { sequence: number; time: string }): Moment {
  return { version: sequence, time: new Date(Date.parse(time) + 1) };
}
