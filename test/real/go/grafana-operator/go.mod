module pupsourcing-orchestrator-monitoring/test/real/go/grafana-operator

go 1.25.0

require github.com/grafana/grafana-operator/v5 v5.21.4
