{{/*
How a ServiceMonitor or PodMonitor scrapes: a list of the root and the values of the monitor.
*/}}
{{- define "ssm-contacts-exporter.endpoint" -}}
{{- $root := index . 0 }}
{{- $monitor := index . 1 -}}
port: http
path: {{ $root.Values.web.telemetryPath }}
scheme: {{ default $root.Values.web.scheme $monitor.scheme }}
honorLabels: {{ $monitor.honorLabels }}
{{- $given := pick $monitor "interval" "scrapeTimeout" "params" "tlsConfig" "basicAuth" "authorization" "relabelings" }}
{{- if $monitor.metricRelabelings }}
{{- $_ := set $given "metricRelabelings" $monitor.metricRelabelings }}
{{- end }}
{{- range $key, $value := $given }}
{{- if $value }}
{{ toYaml (dict $key $value) }}
{{- end }}
{{- end }}
{{- end }}

{{/*
What a ServiceMonitor and a PodMonitor have in common beside the endpoint.
*/}}
{{- define "ssm-contacts-exporter.monitorSpec" -}}
{{- $root := index . 0 }}
{{- $monitor := index . 1 }}
{{- $labels := index . 2 }}
{{- with $monitor.jobLabel }}
jobLabel: {{ . }}
{{- end }}
namespaceSelector:
  matchNames:
    - {{ include "ssm-contacts-exporter.namespace" $root }}
selector:
  matchLabels:
    {{- toYaml (merge (include "ssm-contacts-exporter.selectorLabels" $root | fromYaml) $labels) | nindent 4 }}
{{- range $key := list "scrapeNativeHistograms" "scrapeClassicHistograms" "convertClassicHistogramsToNHCB" "nativeHistogramBucketLimit" "nativeHistogramMinBucketFactor" }}
{{- $value := index $monitor $key }}
{{- if not (kindIs "invalid" $value) }}
{{ toYaml (dict $key $value) }}
{{- end }}
{{- end }}
{{- range $key := list "scrapeProtocols" "targetLabels" "podTargetLabels" "sampleLimit" }}
{{- with index $monitor $key }}
{{ toYaml (dict $key .) }}
{{- end }}
{{- end }}
{{- end }}
