// Dashboards, alert rules and a contact point in Grafana for a fleet of projection workers.
package main

import (
	monitoring "example.com/pulumi-pupsourcing-orchestrator-monitoring/sdk/go/pupsourcing-orchestrator-monitoring"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi/config"
)

func main() {
	pulumi.Run(func(ctx *pulumi.Context) error {
		orders, err := monitoring.NewOrchestratorMonitoring(ctx, "orders", &monitoring.OrchestratorMonitoringArgs{
			DatasourceUid: pulumi.String("prometheus"),
			Folder:        &monitoring.FolderArgs{Title: pulumi.StringRef("Shop")},
			Monitoring: pulumi.Map{
				"selector": pulumi.StringMap{"job": pulumi.String("projection-workers")},
				"replicaSets": pulumi.Array{
					pulumi.Map{"name": pulumi.String("orders"), "workers": pulumi.Int(3)},
					pulumi.Map{"name": pulumi.String("billing"), "workers": pulumi.IntMap{"min": pulumi.Int(2), "max": pulumi.Int(10)}},
				},
			},
			ContactPoints: pulumi.Map{"Team": pulumi.Map{
				"webhooks": pulumi.Array{pulumi.Map{"url": config.RequireSecret(ctx, "webhook")}},
			}},
			Notifications: &monitoring.NotificationArgs{
				ContactPoint: pulumi.String("Team"),
				GroupBys:     []string{"replica_set"},
			},
		})
		if err != nil {
			return err
		}
		ctx.Export("dashboard", orders.DashboardUrl)
		return nil
	})
}
