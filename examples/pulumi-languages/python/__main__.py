"""Dashboards, alert rules and a contact point in Grafana for a fleet of projection workers."""

import pulumi
from pulumi_pupsourcing_orchestrator_monitoring import (
    FolderArgs,
    NotificationArgs,
    OrchestratorMonitoring,
)

config = pulumi.Config()

orders = OrchestratorMonitoring(
    "orders",
    datasource_uid="prometheus",
    folder=FolderArgs(title="Shop"),
    # Keys within monitoring and contact_points are those of the configuration file, as they are.
    monitoring={
        "selector": {"job": "projection-workers"},
        "replicaSets": [
            {"name": "orders", "workers": 3},
            {"name": "billing", "workers": {"min": 2, "max": 10}},
        ],
    },
    contact_points={"Team": {"webhooks": [{"url": config.require_secret("webhook")}]}},
    notifications=NotificationArgs(contact_point="Team", group_bys=["replica_set"]),
)

pulumi.export("dashboard", orders.dashboard_url)
