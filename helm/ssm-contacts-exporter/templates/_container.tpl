{{/*
The exporter's container, but for its name.
*/}}
{{- define "ssm-contacts-exporter.container" -}}
{{- $values := .Values -}}
image: {{ include "ssm-contacts-exporter.image" . }}
imagePullPolicy: {{ $values.image.pullPolicy }}
{{- with $values.securityContext }}
securityContext:
  {{- toYaml . | nindent 2 }}
{{- end }}
args:
  - --config.file=/etc/ssm-contacts-exporter/config.yaml
  - --ledger.path=/var/lib/ssm-contacts-exporter/ledger
  - --web.listen-address=:{{ $values.web.port }}
  - --web.telemetry-path={{ $values.web.telemetryPath }}
  {{- if $values.web.existingConfigSecret.name }}
  - --web.config.file=/etc/ssm-contacts-exporter/web-config.yml
  {{- end }}
  {{- if $values.web.enableLifecycle }}
  - --web.enable-lifecycle
  {{- end }}
  {{- with $values.extraArgs }}
  {{- toYaml . | nindent 2 }}
  {{- end }}
{{- with include "ssm-contacts-exporter.env" . | fromYamlArray }}
env:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with $values.extraEnvFrom }}
envFrom:
  {{- toYaml . | nindent 2 }}
{{- end }}
ports:
  - name: http
    containerPort: {{ $values.web.port }}
    protocol: TCP
{{- range $name, $path := dict "startupProbe" "/-/healthy" "livenessProbe" "/-/healthy" "readinessProbe" "/-/ready" }}
{{- $probe := default dict (get $values $name) }}
{{- if $probe.enabled }}
{{ $name }}:
  httpGet:
    path: {{ $path }}
    port: http
    scheme: {{ upper $values.web.scheme }}
    {{- with $values.web.probeHeaders }}
    httpHeaders:
      {{- toYaml . | nindent 6 }}
    {{- end }}
  {{- toYaml (omit $probe "enabled") | nindent 2 }}
{{- end }}
{{- end }}
{{- with $values.resources }}
resources:
  {{- toYaml . | nindent 2 }}
{{- end }}
volumeMounts:
  - name: config
    mountPath: /etc/ssm-contacts-exporter
    readOnly: true
  - name: ledger
    mountPath: /var/lib/ssm-contacts-exporter
  {{- with $values.extraVolumeMounts }}
  {{- toYaml . | nindent 2 }}
  {{- end }}
{{- end }}

{{/*
Environment variables, as a list that may be empty.
*/}}
{{- define "ssm-contacts-exporter.env" -}}
{{- $secret := .Values.aws.existingSecret }}
{{- if $secret.name }}
{{- range $variable, $key := dict
  "AWS_ACCESS_KEY_ID" $secret.accessKeyIdKey
  "AWS_SECRET_ACCESS_KEY" $secret.secretAccessKeyKey
  "AWS_SESSION_TOKEN" $secret.sessionTokenKey
}}
{{- if $key }}
- name: {{ $variable }}
  valueFrom:
    secretKeyRef:
      name: {{ $secret.name }}
      key: {{ $key }}
{{- end }}
{{- end }}
{{- end }}
{{- if gt (int .Values.replicas) 1 }}
- name: SSM_CONTACTS_EXPORTER_SHARDING_TOTAL
  value: {{ int .Values.replicas | quote }}
# The StatefulSet controller writes this label from Kubernetes 1.28 on.
- name: SSM_CONTACTS_EXPORTER_SHARDING_ORDINAL
  valueFrom:
    fieldRef:
      fieldPath: metadata.labels['apps.kubernetes.io/pod-index']
{{- end }}
{{- with .Values.extraEnv }}
{{ tpl (toYaml .) $ }}
{{- end }}
{{- end }}
