{{/*
The pod of the StatefulSet or Deployment.
*/}}
{{- define "ssm-contacts-exporter.pod" -}}
{{- $values := .Values -}}
metadata:
  {{- /* Without the version of the chart: a new one alone should restart nothing. */}}
  {{- $selector := include "ssm-contacts-exporter.selectorLabels" . | fromYaml }}
  labels:
    {{- toYaml (mergeOverwrite (dict) $values.commonLabels $values.podLabels $selector) | nindent 4 }}
  {{- $checksum := dict }}
  {{- if not $values.existingConfigMap.name }}
  {{- $checksum = dict "checksum/config" (include "ssm-contacts-exporter.configFile" . | sha256sum) }}
  {{- end }}
  {{- with merge $checksum $values.podAnnotations }}
  annotations:
    {{- toYaml . | nindent 4 }}
  {{- end }}
spec:
  serviceAccountName: {{ include "ssm-contacts-exporter.serviceAccountName" . }}
  automountServiceAccountToken: {{ $values.automountServiceAccountToken }}
  # The variables that Kubernetes makes of services begin like those of the exporter.
  enableServiceLinks: false
  terminationGracePeriodSeconds: {{ $values.terminationGracePeriodSeconds }}
  {{- with $values.imagePullSecrets }}
  imagePullSecrets:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with $values.podSecurityContext }}
  securityContext:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with $values.initContainers }}
  initContainers:
    {{- tpl (toYaml .) $ | nindent 4 }}
  {{- end }}
  containers:
    - name: exporter
      {{- include "ssm-contacts-exporter.container" . | nindent 6 }}
    {{- with $values.extraContainers }}
    {{- tpl (toYaml .) $ | nindent 4 }}
    {{- end }}
  volumes:
    {{- include "ssm-contacts-exporter.volumes" . | nindent 4 }}
  {{- with include "ssm-contacts-exporter.scheduling" . | trim }}
  {{- . | nindent 2 }}
  {{- end }}
{{- end }}

{{/*
Where a pod may run, and what it finds there.
*/}}
{{- define "ssm-contacts-exporter.scheduling" -}}
{{- with .Values.priorityClassName }}
priorityClassName: {{ . }}
{{- end }}
{{- with .Values.runtimeClassName }}
runtimeClassName: {{ . }}
{{- end }}
{{- with .Values.schedulerName }}
schedulerName: {{ . }}
{{- end }}
{{- with .Values.nodeSelector }}
nodeSelector:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.tolerations }}
tolerations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.affinity }}
affinity:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.topologySpreadConstraints }}
{{- $own := dict "labelSelector" (dict "matchLabels" (include "ssm-contacts-exporter.selectorLabels" $ | fromYaml)) }}
topologySpreadConstraints:
  {{- range . }}
  - {{- toYaml (hasKey . "labelSelector" | ternary . (merge (dict) . $own)) | nindent 4 }}
  {{- end }}
{{- end }}
{{- with .Values.hostAliases }}
hostAliases:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.dnsPolicy }}
dnsPolicy: {{ . }}
{{- end }}
{{- with .Values.dnsConfig }}
dnsConfig:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end }}

{{/*
One directory holds all files: a volume inside the read-only volume of another could not be mounted.
*/}}
{{- define "ssm-contacts-exporter.volumes" -}}
{{- $web := .Values.web -}}
- name: config
  projected:
    # Readable by the group, which is fsGroup.
    defaultMode: 0440
    sources:
      - configMap:
          name: {{ include "ssm-contacts-exporter.configMapName" . }}
          items:
            - key: {{ ternary .Values.existingConfigMap.key "config.yaml" (ne .Values.existingConfigMap.name "") }}
              path: config.yaml
      {{- with $web.existingConfigSecret }}
      {{- if .name }}
      - secret:
          name: {{ .name }}
          items:
            - key: {{ .key }}
              path: web-config.yml
      {{- end }}
      {{- end }}
      {{- with $web.existingTlsSecret }}
      - secret:
          name: {{ . }}
      {{- end }}
{{- if .Values.persistence.existingClaim }}
- name: ledger
  persistentVolumeClaim:
    claimName: {{ .Values.persistence.existingClaim }}
{{- else if not (include "ssm-contacts-exporter.hasClaims" .) }}
- name: ledger
  emptyDir:
    {{- toYaml .Values.persistence.emptyDir | nindent 4 }}
{{- end }}
{{- with .Values.extraVolumes }}
{{- toYaml . | nindent 0 }}
{{- end }}
{{- end }}
