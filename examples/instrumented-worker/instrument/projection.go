package instrument

import (
	"context"
	"time"

	"github.com/getpup/pupsourcing-orchestrator"
	"github.com/getpup/pupsourcing-orchestrator/metrics"
	"github.com/getpup/pupsourcing/es"
	"github.com/getpup/pupsourcing/es/projection"
)

type instrumented struct {
	projection.Projection

	collector *metrics.Collector
}

// A scoped projection must stay one: otherwise it would receive the events of all aggregates.
type instrumentedScoped struct {
	instrumented

	scoped projection.ScopedProjection
}

func (p *instrumentedScoped) AggregateTypes() []string  { return p.scoped.AggregateTypes() }
func (p *instrumentedScoped) BoundedContexts() []string { return p.scoped.BoundedContexts() }

// NewProjection wraps a projection so that it reports events, errors and durations.
func NewProjection(inner projection.Projection, replicaSet orchestrator.ReplicaSetName) projection.Projection {
	wrapped := instrumented{Projection: inner, collector: metrics.NewCollector(string(replicaSet))}
	// Series that start at 0: Prometheus sees no increase in a counter whose first sample is 1.
	metrics.EventsProcessedTotal.WithLabelValues(string(replicaSet), inner.Name())
	metrics.ProjectionErrorsTotal.WithLabelValues(string(replicaSet), inner.Name())
	if scoped, ok := inner.(projection.ScopedProjection); ok {
		return &instrumentedScoped{instrumented: wrapped, scoped: scoped}
	}
	return &wrapped
}

// Handle sets events_processed_total, projection_errors_total and event_processing_duration_seconds.
//
//nolint:gocritic // the interface passes the event by value
func (p *instrumented) Handle(ctx context.Context, event es.PersistedEvent) error {
	start := time.Now()
	err := p.Projection.Handle(ctx, event)
	switch {
	case err == nil:
		p.collector.IncEventsProcessed(p.Name())
		p.collector.ObserveEventProcessingDuration(p.Name(), time.Since(start).Seconds())
	case ctx.Err() == nil:
		// An error after the context has ended is a reconfiguration or a shutdown, not a failure.
		p.collector.IncProjectionErrors(p.Name())
	}
	return err
}
