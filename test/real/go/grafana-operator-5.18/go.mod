module pupsourcing-orchestrator-monitoring/test/real/go/grafana-operator-5.18

go 1.25.0

require github.com/grafana/grafana-operator/v5 v5.18.0
