{{/*
A rule as the values have it: a list of the root and the rule of the file. The rules take every job that has the
chart's name in it; where the application or the job has another name, they take that job alone.
*/}}
{{- define "ssm-contacts-exporter.rule" -}}
{{- $root := index . 0 }}
{{- $rule := deepCopy (index . 1) }}
{{- $values := $root.Values.prometheusRule }}
{{- $job := default (include "ssm-contacts-exporter.name" $root) $values.job }}
{{- if ne $job $root.Chart.Name }}
{{- $_ := set $rule "expr" ($rule.expr | replace (printf "job=~\".*%s.*\"" $root.Chart.Name) (printf "job=%q" $job)) }}
{{- end }}
{{- if $rule.alert }}
{{- $override := default dict (get $values.overrides $rule.alert) }}
{{- $severity := empty $override.severity | ternary dict (dict "severity" $override.severity) }}
{{- $labels := mergeOverwrite (dict) (default dict $rule.labels) $values.additionalRuleLabels $severity (default dict $override.labels) }}
{{- $annotations := mergeOverwrite (dict) (default dict $rule.annotations) $values.additionalRuleAnnotations (default dict $override.annotations) }}
{{- $rule = mergeOverwrite $rule (pick $override "for" "expr") (dict "labels" $labels "annotations" $annotations) }}
{{- with $override.keepFiringFor }}
{{- $_ := set $rule "keep_firing_for" . }}
{{- end }}
{{- end }}
{{- toYaml $rule }}
{{- end }}
