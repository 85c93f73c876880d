/** What a metric is called, what it means, and its labels: the one place where that is written. */
export interface MetricDefinition {
  readonly name: string;
  readonly type: 'counter' | 'gauge' | 'histogram';
  readonly help: string;
  readonly labels: readonly string[];
}

/** The labels that every series of a contact carries. */
export const contactLabels = ['contact', 'aws_account_id', 'aws_region'] as const;

const ofContact = (
  name: string,
  type: MetricDefinition['type'],
  help: string,
  labels: readonly string[] = [],
): MetricDefinition => ({ name: `ssm_contacts_${name}`, type, help, labels: [...contactLabels, ...labels] });

const ofExporter = (
  name: string,
  type: MetricDefinition['type'],
  help: string,
  labels: readonly string[] = [],
): MetricDefinition => ({ name: `ssm_contacts_exporter_${name}`, type, help, labels });

/** Every metric of the exporter's own. The runtime's (`process_*`, `nodejs_*`) come from prom-client as they are. */
export const catalogue = {
  pagesSent: ofContact('pages_sent_total', 'counter', 'Distinct pages sent to the contact.'),
  pagesResent: ofContact('pages_resent_total', 'counter', 'Times that a page was sent again: its SentTime moved on.'),
  pagesDelivered: ofContact('pages_delivered_total', 'counter', 'Pages that got a DeliveryTime.'),
  pagesAcknowledged: ofContact('pages_acknowledged_total', 'counter', 'Pages that got a ReadTime.'),
  pagesUnanswered: ofContact(
    'pages_unanswered_total',
    'counter',
    'Pages that were unread for longer than poll.unreadWindow.',
  ),
  deliveryDuration: ofContact(
    'page_delivery_duration_seconds',
    'histogram',
    "Time from a page's first SentTime to its DeliveryTime.",
  ),
  acknowledgeDuration: ofContact(
    'page_acknowledge_duration_seconds',
    'histogram',
    "Time from a page's first SentTime to its ReadTime.",
  ),
  pagesUnread: ofContact('pages_unread', 'gauge', 'Pages that are unread now, within poll.unreadWindow.'),
  pagesUndelivered: ofContact(
    'pages_undelivered',
    'gauge',
    'Pages that are neither delivered nor read now, within poll.unreadWindow.',
  ),
  oldestUnreadPageSent: ofContact(
    'oldest_unread_page_sent_timestamp_seconds',
    'gauge',
    'When the oldest of the unread pages was first sent; absent while there is none.',
  ),
  engagements: ofContact('engagements_total', 'counter', 'Distinct engagements that paged the contact.'),
  engagementsAcknowledged: ofContact(
    'engagements_acknowledged_total',
    'counter',
    'Engagements of which the contact read a page.',
  ),
  engagementAcknowledgeDuration: ofContact(
    'engagement_acknowledge_duration_seconds',
    'histogram',
    "Time from an engagement's first send to the contact to the first ReadTime.",
  ),
  engagementsUnacknowledged: ofContact(
    'engagements_unacknowledged',
    'gauge',
    'Engagements of which the contact has read no page yet, within poll.unreadWindow.',
  ),
  oldestUnacknowledgedEngagementSent: ofContact(
    'oldest_unacknowledged_engagement_sent_timestamp_seconds',
    'gauge',
    'When the oldest of the unacknowledged engagements first paged the contact; absent while there is none.',
  ),
  contactInfo: ofContact('contact_info', 'gauge', 'What the contact is called and its type; always 1.', [
    'contact_arn',
    'display_name',
    'contact_type',
  ]),
  contactTeam: ofContact(
    'contact_team',
    'gauge',
    'The team that the configuration puts the contact into; always 1, absent while it is in none.',
    ['team'],
  ),
  up: ofContact('up', 'gauge', 'Whether the last sweep of the contact succeeded; 0 until the first has ended.'),
  lastSuccess: ofContact(
    'poll_last_success_timestamp_seconds',
    'gauge',
    'When the last successful sweep of the contact ended; 0 before the first.',
  ),
  consecutiveFailures: ofContact(
    'poll_consecutive_failures',
    'gauge',
    'Sweeps of the contact that have failed since the last success.',
  ),
  dataAge: ofContact(
    'data_age_seconds',
    'gauge',
    'Time since the last successful sweep of the contact began; before the first, since it is followed.',
  ),
  polls: ofExporter('polls_total', 'counter', 'Sweeps that ended, failed ones included.', ['target']),
  pollFailures: ofExporter('poll_failures_total', 'counter', 'Sweeps that failed, by reason.', ['target', 'reason']),
  sweepDuration: ofExporter('sweep_duration_seconds', 'histogram', "Duration of one contact's sweep."),
  pollOverruns: ofExporter(
    'poll_overruns_total',
    'counter',
    'Turns of poll.interval that passed without a sweep of the contact, because the quota or a long sweep allowed none.',
    ['target'],
  ),
  sweepsCutShort: ofExporter(
    'sweeps_cut_short_total',
    'counter',
    'Sweeps that ended before their listing did, because the rest could hold nothing new or open.',
    ['target'],
  ),
  apiRequests: ofExporter('api_requests_total', 'counter', 'Requests to AWS, every attempt.', ['operation']),
  apiRequestFailures: ofExporter('api_request_failures_total', 'counter', 'Requests to AWS that failed, by reason.', [
    'operation',
    'reason',
  ]),
  apiRequestDuration: ofExporter('api_request_duration_seconds', 'histogram', 'Duration of a request to AWS.', [
    'operation',
  ]),
  apiRequestsByPurpose: ofExporter(
    'api_requests_by_purpose_total',
    'counter',
    'Requests to AWS by what they are for: sweep, activity, follow_up, discovery or describe.',
    ['operation', 'purpose'],
  ),
  apiRetries: ofExporter('api_retries_total', 'counter', 'Requests to AWS that repeat one that failed.', ['operation']),
  apiRequestRateLimit: ofExporter(
    'api_request_rate_limit',
    'gauge',
    'Requests per second that may be made now, all targets together; less after AWS has throttled.',
    ['operation'],
  ),
  apiBackoff: ofExporter(
    'api_backoff_seconds',
    'gauge',
    'Time for which no request is made, because AWS has throttled.',
    ['operation'],
  ),
  activityUp: ofExporter(
    'activity_up',
    'gauge',
    'Whether an operation that follows engagements may be called; absent until it was.',
    ['target', 'operation'],
  ),
  apiMalformedItems: ofExporter(
    'api_malformed_items_total',
    'counter',
    'Items in answers from AWS that could not be used, or only in part.',
    ['operation'],
  ),
  discoveryUp: ofExporter(
    'discovery_up',
    'gauge',
    'Whether the contacts of the target could be listed at the last try; only of targets with discovery.',
    ['target'],
  ),
  ledgerPages: ofExporter('ledger_pages', 'gauge', 'Pages that the ledger remembers.'),
  ledgerOpenPages: ofExporter('ledger_open_pages', 'gauge', 'Open pages in the ledger, of contacts followed or not.'),
  ledgerCommits: ofExporter('ledger_commits_total', 'counter', 'Writes to the ledger that succeeded.'),
  ledgerCommitFailures: ofExporter(
    'ledger_commit_failures_total',
    'counter',
    'Writes to the ledger that failed and are tried again.',
  ),
  ledgerCreated: ofExporter('ledger_created_timestamp_seconds', 'gauge', 'When the ledger began.'),
  reloadSuccessful: ofExporter(
    'config_last_reload_successful',
    'gauge',
    'Whether the last attempt to load the configuration succeeded.',
  ),
  reloadSuccessTime: ofExporter(
    'config_last_reload_success_timestamp_seconds',
    'gauge',
    'When the configuration was last loaded successfully.',
  ),
  webReloadSuccessful: ofExporter(
    'web_config_last_reload_successful',
    'gauge',
    'Whether the web configuration file is in force as it was last read; 1 when there is none.',
  ),
  webRefused: ofExporter(
    'web_refused_total',
    'counter',
    'Clients of the web server that were not let in: handshakes and requests, by reason.',
    ['reason'],
  ),
  buildInfo: ofExporter('build_info', 'gauge', 'What runs here; always 1.', ['version', 'revision', 'nodejs']),
} as const satisfies Record<string, MetricDefinition>;
