/** An engagement as a listing shows it (AWS API reference, Engagement); times in epoch milliseconds. */
export interface ListedEngagement {
  readonly arn: string;
  /** The person, escalation plan or on-call schedule that was engaged; empty when AWS named none. */
  readonly contactArn: string;
  readonly startedAt?: number;
  /** Absent while it goes on. */
  readonly stoppedAt?: number;
}
