/**
 * A page as one listing shows it; times in epoch milliseconds.
 * Only SentTime, DeliveryTime, ReadTime and IncidentId may be missing (AWS API reference, Page).
 */
export interface ListedPage {
  readonly arn: string;
  readonly engagementArn: string;
  readonly contactArn: string;
  readonly incidentId?: string;
  /** SentTime: moves on when the page is sent again under the same ARN. */
  readonly sentAt?: number;
  readonly deliveredAt?: number;
  readonly readAt?: number;
  /** SentTime or ReadTime could not be believed: the page may have been read. */
  readonly isDoubtful?: boolean;
}
