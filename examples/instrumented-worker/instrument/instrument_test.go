package instrument_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/getpup/pupsourcing-orchestrator"
	"github.com/getpup/pupsourcing-orchestrator/store/memory"
	"github.com/getpup/pupsourcing/es"
	"github.com/getpup/pupsourcing/es/projection"
	"github.com/prometheus/client_golang/prometheus"

	"example.com/instrumented-worker/instrument"
)

const replicaSet orchestrator.ReplicaSetName = "orders"

type failing struct{ err error }

func (failing) Name() string { return "order_totals" }

func (f failing) Handle(context.Context, es.PersistedEvent) error { return f.err }

type scoped struct{ failing }

func (scoped) AggregateTypes() []string  { return []string{"Order"} }
func (scoped) BoundedContexts() []string { return []string{"Sales"} }

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// samples of the default registry: values of counters and gauges, counts of histograms, by name and the labels after replica_set.
func samples(t *testing.T) map[string]float64 {
	t.Helper()
	families, err := prometheus.DefaultGatherer.Gather()
	must(t, err)
	found := map[string]float64{}
	for _, family := range families {
		name, ours := strings.CutPrefix(family.GetName(), "pupsourcing_orchestrator_")
		if !ours {
			continue
		}
		for _, metric := range family.GetMetric() {
			key := name
			for _, label := range metric.GetLabel() {
				if label.GetName() == "projection" || label.GetName() == "state" {
					key += " " + label.GetValue()
				}
			}
			found[key] += metric.GetCounter().GetValue() + metric.GetGauge().GetValue() + float64(metric.GetHistogram().GetSampleCount())
		}
	}
	return found
}

func TestEveryMetricThatTheOrchestratorLeavesToTheApplication(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	store := instrument.NewStore(memory.New(), replicaSet)
	generation, err := store.CreateGeneration(ctx, replicaSet, 1)
	must(t, err)
	first, err := store.RegisterWorker(ctx, replicaSet, generation.ID)
	must(t, err)
	must(t, store.MarkWorkerDead(ctx, first.ID))
	second, err := store.RegisterWorker(ctx, replicaSet, generation.ID)
	must(t, err)
	must(t, store.Heartbeat(ctx, second.ID))
	must(t, store.UpdateWorkerState(ctx, second.ID, orchestrator.WorkerStateRunning))
	ended := make(chan struct{})
	go func() {
		store.CountActiveWorkers(ctx, time.Millisecond, 30*time.Second)
		close(ended)
	}()
	must(t, instrument.NewProjection(failing{}, replicaSet).Handle(ctx, es.PersistedEvent{}))
	if err := instrument.NewProjection(failing{errors.New("no")}, replicaSet).Handle(ctx, es.PersistedEvent{}); err == nil {
		t.Fatal("the error was lost")
	}
	time.Sleep(50 * time.Millisecond)
	cancel()
	<-ended
	// A shutdown is no failure.
	_ = instrument.NewProjection(failing{context.Canceled}, replicaSet).Handle(ctx, es.PersistedEvent{})

	found := samples(t)
	for name, value := range map[string]float64{
		"generations_total":                              1,
		"stale_workers_cleaned_total":                    1,
		"active_workers":                                 1,
		"heartbeat_latency_seconds":                      1,
		"events_processed_total order_totals":            1,
		"projection_errors_total order_totals":           1,
		"event_processing_duration_seconds order_totals": 1,
		"worker_state running":                           1,
		// The series of the first registration are gone.
		"worker_state pending": 0,
		"worker_state stopped": 0,
	} {
		got, exists := found[name]
		if !exists || got != value {
			t.Errorf("%s is %v (%v), not %v", name, got, exists, value)
		}
	}
}

func TestAScopedProjectionStaysOne(t *testing.T) {
	if _, ok := instrument.NewProjection(failing{}, replicaSet).(projection.ScopedProjection); ok {
		t.Error("a projection became a scoped one")
	}
	wrapped, ok := instrument.NewProjection(scoped{}, replicaSet).(projection.ScopedProjection)
	if !ok || wrapped.AggregateTypes()[0] != "Order" || wrapped.BoundedContexts()[0] != "Sales" {
		t.Error("the scope was lost")
	}
}
