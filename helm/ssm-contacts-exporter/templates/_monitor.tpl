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
{{- $given := pick $monitor "interval" "scrapeTimeout" "params" "tlsConfig" "basicAuth" "authorization" }}
{{- $_ := set $given "relabelings" (concat (include "ssm-contacts-exporter.instance" $root | fromYamlArray) $monitor.relabelings) }}
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
Relabelings with which a pod that was replaced keeps its series: increase() would not see what a new series begins with. The pod of
a StatefulSet keeps its name. That of a Deployment does not, but is the only one.
*/}}
{{- define "ssm-contacts-exporter.instance" -}}
{{- if eq .Values.kind "StatefulSet" }}
- sourceLabels: [__meta_kubernetes_pod_name]
  targetLabel: instance
{{- else }}
- targetLabel: instance
  replacement: {{ include "ssm-contacts-exporter.fullname" . }}
- action: labeldrop
  regex: pod
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
