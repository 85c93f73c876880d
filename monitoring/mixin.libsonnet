// For those who build their monitoring with Jsonnet: the same files as everybody else's, in the form of a monitoring mixin.
// Needs a std.parseYaml that reads texts of several lines: go-jsonnet (tried with 0.21). That of jsonnet 0.18 in C++ does not.
{
  prometheusRules+:: {
    groups+: std.parseYaml(importstr 'rules/ssm-contacts-recording.yaml').groups,
  },
  prometheusAlerts+:: {
    groups+: std.parseYaml(importstr 'rules/ssm-contacts-alerts.yaml').groups,
  },
  grafanaDashboards+:: {
    'ssm-contacts-overview.json': import 'dashboards/overview.json',
    'ssm-contacts-exporter-health.json': import 'dashboards/exporter-health.json',
  },
}
