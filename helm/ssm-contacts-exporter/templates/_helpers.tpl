{{/*
Name of the application.
*/}}
{{- define "ssm-contacts-exporter.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 63 | trimSuffix "-" }}
{{- end }}

{{/*
Name of the objects. Kubernetes makes a label of a StatefulSet's name, a dash and ten characters, and a label has at most
63: a longer name than 52 would have no pods.
*/}}
{{- define "ssm-contacts-exporter.fullname" -}}
{{- if .Values.fullnameOverride }}
{{- .Values.fullnameOverride | trunc 52 | trimSuffix "-" }}
{{- else }}
{{- $name := default .Chart.Name .Values.nameOverride }}
{{- if contains $name .Release.Name }}
{{- .Release.Name | trunc 52 | trimSuffix "-" }}
{{- else }}
{{- printf "%s-%s" .Release.Name $name | trunc 52 | trimSuffix "-" }}
{{- end }}
{{- end }}
{{- end }}

{{- define "ssm-contacts-exporter.headlessName" -}}
{{ include "ssm-contacts-exporter.fullname" . }}-headless
{{- end }}

{{- define "ssm-contacts-exporter.namespace" -}}
{{- default .Release.Namespace .Values.namespaceOverride }}
{{- end }}

{{- define "ssm-contacts-exporter.serviceAccountName" -}}
{{- if .Values.serviceAccount.create }}
{{- default (include "ssm-contacts-exporter.fullname" .) .Values.serviceAccount.name }}
{{- else }}
{{- default "default" .Values.serviceAccount.name }}
{{- end }}
{{- end }}

{{/*
Labels by which the pods are found; they can't be changed later.
*/}}
{{- define "ssm-contacts-exporter.selectorLabels" -}}
app.kubernetes.io/name: {{ include "ssm-contacts-exporter.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{/*
Labels of the pod of `helm test`: not those of the selector, for services must not send it scrapes.
*/}}
{{- define "ssm-contacts-exporter.testLabels" -}}
app.kubernetes.io/name: {{ include "ssm-contacts-exporter.name" . | trunc 58 | trimSuffix "-" }}-test
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{/*
Labels that tell where an object comes from. Those of the list's second element win.
*/}}
{{- define "ssm-contacts-exporter.labelsWith" -}}
{{- $root := index . 0 }}
{{- $origin := dict
  "helm.sh/chart" (printf "%s-%s" $root.Chart.Name $root.Chart.Version | replace "+" "_" | trunc 63 | trimSuffix "-")
  "app.kubernetes.io/version" (toString $root.Chart.AppVersion)
  "app.kubernetes.io/managed-by" $root.Release.Service
}}
{{- $selector := include "ssm-contacts-exporter.selectorLabels" $root | fromYaml }}
{{- toYaml (mergeOverwrite (dict) $root.Values.commonLabels $origin $selector (index . 1)) }}
{{- end }}

{{- define "ssm-contacts-exporter.labels" -}}
{{- include "ssm-contacts-exporter.labelsWith" (list . dict) }}
{{- end }}

{{/*
Name, namespace, labels and annotations of an object: a list of the root, the name, and a mapping with what differs
(namespace, labels, annotations).
*/}}
{{- define "ssm-contacts-exporter.metadata" -}}
{{- $root := index . 0 }}
{{- $own := index . 2 -}}
name: {{ index . 1 }}
namespace: {{ default (include "ssm-contacts-exporter.namespace" $root) $own.namespace }}
labels:
  {{- include "ssm-contacts-exporter.labelsWith" (list $root (default dict $own.labels)) | nindent 2 }}
{{- with $own.annotations }}
annotations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end }}

{{- define "ssm-contacts-exporter.image" -}}
{{- $image := .Values.image }}
{{- if $image.digest }}
{{- printf "%s@%s" $image.repository $image.digest }}
{{- else }}
{{- printf "%s:%s" $image.repository (default .Chart.AppVersion $image.tag) }}
{{- end }}
{{- end }}

{{- define "ssm-contacts-exporter.configMapName" -}}
{{- default (include "ssm-contacts-exporter.fullname" .) .Values.existingConfigMap.name }}
{{- end }}

{{/*
Whether each replica has a volume of its own: "true" or nothing.
*/}}
{{- define "ssm-contacts-exporter.hasClaims" -}}
{{- if and (eq .Values.kind "StatefulSet") .Values.persistence.enabled (not .Values.persistence.existingClaim) -}}
true
{{- end }}
{{- end }}

{{/*
The exporter's configuration file.
*/}}
{{- define "ssm-contacts-exporter.configFile" -}}
{{- toYaml .Values.config }}
{{- end }}
