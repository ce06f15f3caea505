// Package instrument sets the metrics that pupsourcing-orchestrator registers and leaves to the application.
package instrument

import (
	"context"
	"time"

	"github.com/getpup/pupsourcing-orchestrator"
	"github.com/getpup/pupsourcing-orchestrator/metrics"
	"github.com/getpup/pupsourcing-orchestrator/store"
	"github.com/prometheus/client_golang/prometheus"
)

// Store is a generation store that reports what the orchestrator does with it. Methods that it does not
// name are those of the store inside.
type Store struct {
	store.GenerationStore

	replicaSet orchestrator.ReplicaSetName
	collector  *metrics.Collector
	worker     string
}

// NewStore wraps the generation store of one worker process. Use one for each replica set.
func NewStore(inner store.GenerationStore, replicaSet orchestrator.ReplicaSetName) *Store {
	return &Store{
		GenerationStore: inner,
		replicaSet:      replicaSet,
		collector:       metrics.NewCollector(string(replicaSet)),
	}
}

// CreateGeneration sets generations_total.
func (s *Store) CreateGeneration(ctx context.Context, replicaSet orchestrator.ReplicaSetName, totalPartitions int) (orchestrator.Generation, error) {
	generation, err := s.GenerationStore.CreateGeneration(ctx, replicaSet, totalPartitions)
	if err == nil {
		s.collector.IncGenerations()
	}
	return generation, err
}

// RegisterWorker sets worker_state. A worker registers anew in each generation, with a new worker_id: the
// series of the one before are removed, which would otherwise stay until the process ends.
func (s *Store) RegisterWorker(ctx context.Context, replicaSet orchestrator.ReplicaSetName, generationID string) (orchestrator.Worker, error) {
	worker, err := s.GenerationStore.RegisterWorker(ctx, replicaSet, generationID)
	if err == nil {
		if s.worker != "" {
			metrics.WorkerState.DeletePartialMatch(prometheus.Labels{"worker_id": s.worker})
		}
		s.worker = worker.ID
		s.collector.SetWorkerState(worker.ID, string(orchestrator.WorkerStatePending))
	}
	return worker, err
}

// UpdateWorkerState sets worker_state.
func (s *Store) UpdateWorkerState(ctx context.Context, workerID string, state orchestrator.WorkerState) error {
	err := s.GenerationStore.UpdateWorkerState(ctx, workerID, state)
	if err == nil {
		s.collector.SetWorkerState(workerID, string(state))
	}
	return err
}

// Heartbeat sets heartbeat_latency_seconds: how long the database took, whether or not it succeeded.
func (s *Store) Heartbeat(ctx context.Context, workerID string) error {
	start := time.Now()
	err := s.GenerationStore.Heartbeat(ctx, workerID)
	s.collector.ObserveHeartbeatLatency(time.Since(start).Seconds())
	return err
}

// MarkWorkerDead sets stale_workers_cleaned_total.
func (s *Store) MarkWorkerDead(ctx context.Context, workerID string) error {
	err := s.GenerationStore.MarkWorkerDead(ctx, workerID)
	if err == nil {
		s.collector.IncStaleWorkersCleaned()
	}
	return err
}

// CountActiveWorkers sets active_workers every interval until the context ends: the workers that run and
// whose last heartbeat is not older than staleAfter, 30 s by default. The store keeps rows of workers that
// are gone, so counting rows alone would count those as well.
func (s *Store) CountActiveWorkers(ctx context.Context, interval, staleAfter time.Duration) {
	ticker := time.NewTicker(interval)
	defer ticker.Stop()
	for {
		if workers, err := s.GenerationStore.GetActiveWorkers(ctx, s.replicaSet); err == nil {
			active := 0
			for _, worker := range workers {
				if worker.State == orchestrator.WorkerStateRunning && time.Since(worker.LastHeartbeat) < staleAfter {
					active++
				}
			}
			s.collector.SetActiveWorkers(active)
		}
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
	}
}
