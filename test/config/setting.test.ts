import assert from 'node:assert/strict';
import { schema } from '../../src/config/schema.js';
import { settingsOf } from '../../src/config/setting.js';

describe('settingsOf', () => {
  it('names the variable and the flag of every key', () => {
    assert.deepEqual(
      settingsOf(schema).map(({ path, env, flag }) => [path, env.replace('SSM_CONTACTS_EXPORTER_', ''), flag]),
      [
        ['web.listenAddress', 'WEB_LISTEN_ADDRESS', 'web.listen-address'],
        ['web.systemdSocket', 'WEB_SYSTEMD_SOCKET', 'web.systemd-socket'],
        ['web.telemetryPath', 'WEB_TELEMETRY_PATH', 'web.telemetry-path'],
        ['web.configFile', 'WEB_CONFIG_FILE', 'web.config.file'],
        ['web.enableLifecycle', 'WEB_ENABLE_LIFECYCLE', 'web.enable-lifecycle'],
        ['web.allowedHosts', 'WEB_ALLOWED_HOSTS', undefined],
        ['web.maxRequests', 'WEB_MAX_REQUESTS', 'web.max-requests'],
        ['log.level', 'LOG_LEVEL', 'log.level'],
        ['log.format', 'LOG_FORMAT', 'log.format'],
        ['poll.interval', 'POLL_INTERVAL', 'poll.interval'],
        ['poll.concurrency', 'POLL_CONCURRENCY', 'poll.concurrency'],
        ['poll.requestTimeout', 'POLL_REQUEST_TIMEOUT', 'poll.request-timeout'],
        ['poll.unreadWindow', 'POLL_UNREAD_WINDOW', 'poll.unread-window'],
        ['poll.fullSweepInterval', 'POLL_FULL_SWEEP_INTERVAL', 'poll.full-sweep-interval'],
        ['ledger.path', 'LEDGER_PATH', 'ledger.path'],
        ['ledger.history', 'LEDGER_HISTORY', 'ledger.history'],
        ['ledger.retention', 'LEDGER_RETENTION', 'ledger.retention'],
        ['quotas.share', 'QUOTAS_SHARE', 'quotas.share'],
        ['quotas.listPagesByContact', 'QUOTAS_LIST_PAGES_BY_CONTACT', 'quotas.list-pages-by-contact'],
        ['quotas.listPagesByEngagement', 'QUOTAS_LIST_PAGES_BY_ENGAGEMENT', 'quotas.list-pages-by-engagement'],
        ['quotas.listEngagements', 'QUOTAS_LIST_ENGAGEMENTS', 'quotas.list-engagements'],
        ['quotas.listPageReceipts', 'QUOTAS_LIST_PAGE_RECEIPTS', 'quotas.list-page-receipts'],
        ['quotas.other', 'QUOTAS_OTHER', 'quotas.other'],
        ['metrics.contactLabel', 'METRICS_CONTACT_LABEL', 'metrics.contact-label'],
        ['metrics.exemplars', 'METRICS_EXEMPLARS', 'metrics.exemplars'],
        ['metrics.createdSamples', 'METRICS_CREATED_SAMPLES', 'metrics.created-samples'],
        ['metrics.nativeHistograms', 'METRICS_NATIVE_HISTOGRAMS', 'metrics.native-histograms'],
        ['metrics.nativeHistogramSchema', 'METRICS_NATIVE_HISTOGRAM_SCHEMA', 'metrics.native-histogram-schema'],
        [
          'metrics.nativeHistogramMaxBuckets',
          'METRICS_NATIVE_HISTOGRAM_MAX_BUCKETS',
          'metrics.native-histogram-max-buckets',
        ],
        ['metrics.deliveryBuckets', 'METRICS_DELIVERY_BUCKETS', undefined],
        ['metrics.acknowledgeBuckets', 'METRICS_ACKNOWLEDGE_BUCKETS', undefined],
        ['activity.enabled', 'ACTIVITY_ENABLED', 'activity.enabled'],
        ['activity.lookback', 'ACTIVITY_LOOKBACK', 'activity.lookback'],
        ['collectors.receipts', 'COLLECTORS_RECEIPTS', 'collectors.receipts'],
        ['collectors.rotations', 'COLLECTORS_ROTATIONS', 'collectors.rotations'],
        ['sharding.ordinal', 'SHARDING_ORDINAL', 'sharding.ordinal'],
        ['sharding.total', 'SHARDING_TOTAL', 'sharding.total'],
        ['targets', 'TARGETS', undefined],
        ['teams', 'TEAMS', undefined],
      ],
    );
  });
});
