import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

const key = { primaryKeyConstraintName: 'pk_sign_in_places' };

/** With what, and from which country, somebody has signed in. */
@Entity({ name: 'sign_in_places' })
@Index('ix_sign_in_places_seen', ['lastSeenAt'])
export class SignInPlaceRow {
  @PrimaryColumn('uuid', { name: 'user_id', ...key }) userId!: string;
  @Column('uuid', { name: 'account_id' }) accountId!: string;
  @PrimaryColumn('text', { name: 'browser', ...key }) browser!: string;
  @PrimaryColumn('text', { name: 'os', ...key }) os!: string;
  /** Empty when it is not known. */
  @PrimaryColumn('text', { name: 'country', ...key }) country!: string;
  /** When it was last seen before the present time. */
  @Column('timestamptz', { name: 'seen_before', nullable: true }) seenBefore!: Date | null;
  @Column('timestamptz', { name: 'last_seen_at', default: () => 'now()' }) lastSeenAt!: Date;
}
