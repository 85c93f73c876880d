{{/*
What values.schema.json can't say: values that exclude each other, and keys of the configuration that the chart sets.
*/}}
{{- define "ssm-contacts-exporter.validate" -}}
{{- $values := .Values }}
{{- $config := $values.config }}
{{- if and $values.existingConfigMap.name $config }}
{{- fail "config: is not used beside existingConfigMap.name; leave one of them empty" }}
{{- end }}
{{- if not (or $values.existingConfigMap.name $config.targets) }}
{{- fail "config.targets: name at least one target, or set existingConfigMap.name" }}
{{- end }}
{{- range $key, $instead := dict
  "ledger.path" "the chart sets it; see persistence"
  "sharding" "the chart sets it; see replicas"
  "web.listenAddress" "set web.port"
  "web.systemdSocket" "set web.port; there is no systemd in a pod"
  "web.telemetryPath" "set web.telemetryPath beside config"
  "web.configFile" "set web.existingConfigSecret.name"
  "web.enableLifecycle" "set web.enableLifecycle beside config"
}}
{{- $path := splitList "." $key }}
{{- $group := get $config (first $path) }}
{{- $isSet := ternary (hasKey $config $key) (and (kindIs "map" $group) (hasKey (default dict $group) (last $path))) (eq (len $path) 1) }}
{{- if $isSet }}
{{- fail (printf "config.%s: %s" $key $instead) }}
{{- end }}
{{- end }}
{{- if gt (int $values.replicas) 1 }}
{{- if eq $values.kind "Deployment" }}
{{- fail "replicas: a Deployment has one, for only the pods of a StatefulSet know their share of the contacts" }}
{{- end }}
{{- if $values.persistence.existingClaim }}
{{- fail "persistence.existingClaim: is for one replica, for a ledger has one writer" }}
{{- end }}
{{- end }}
{{- if and $values.web.existingTlsSecret (not $values.web.existingConfigSecret.name) }}
{{- fail "web.existingTlsSecret: needs web.existingConfigSecret.name, whose file names the certificate" }}
{{- end }}
{{- if and $values.serviceMonitor.enabled $values.podMonitor.enabled }}
{{- fail "podMonitor.enabled: with a ServiceMonitor besides, everything would be scraped twice" }}
{{- end }}
{{- if and $values.serviceMonitor.enabled (not $values.service.enabled) }}
{{- fail "serviceMonitor.enabled: needs service.enabled; a PodMonitor does not" }}
{{- end }}
{{- /* Alerts have these of their series: one value for all would make two series one, and the rule fail. */}}
{{- $ofSeries := list "aws_account_id" "aws_region" "burn" "contact" "team" }}
{{- $given := dict "prometheusRule.additionalRuleLabels" $values.prometheusRule.additionalRuleLabels }}
{{- range $alert, $override := $values.prometheusRule.overrides }}
{{- $_ := set $given (printf "prometheusRule.overrides.%s.labels" $alert) (default dict $override.labels) }}
{{- end }}
{{- range $path, $labels := $given }}
{{- range $label := $ofSeries }}
{{- if hasKey $labels $label }}
{{- fail (printf "%s.%s: alerts have that label of their series" $path $label) }}
{{- end }}
{{- end }}
{{- end }}
{{- range $monitor := list "serviceMonitor" "podMonitor" }}
{{- $given := index $values $monitor }}
{{- if and (not $given.honorLabels) (has "team" (concat (default list $given.targetLabels) $given.podTargetLabels)) }}
{{- fail (printf "%s: the label team of the exporter would give way to that of the target; set honorLabels, or name another label" $monitor) }}
{{- end }}
{{- end }}
{{- $budget := $values.podDisruptionBudget }}
{{- if and (not (kindIs "invalid" $budget.minAvailable)) (not (kindIs "invalid" $budget.maxUnavailable)) }}
{{- fail "podDisruptionBudget: set minAvailable or maxUnavailable, not both" }}
{{- end }}
{{- end }}
