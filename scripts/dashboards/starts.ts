import { AnnotationQueryBuilder } from '@grafana/grafana-foundation-sdk/dashboard';
import { dataSource } from './data-source.js';
import { palette } from './palette.js';

/**
 * Marks the five minutes after each start of an exporter, however long it was away before. Start times by the process itself,
 * of those processes that are exporters of contacts.
 */
export function startAnnotation(matchers: string): AnnotationQueryBuilder {
  const started = `time() - process_start_time_seconds{${matchers}} < 300`;
  return new AnnotationQueryBuilder()
    .name('Exporter started')
    .datasource(dataSource)
    .enable(true)
    .iconColor(palette.purple)
    .expr(`${started} and on (job, instance) ssm_contacts_exporter_build_info{${matchers}}`);
}
