// A worker that emits all thirteen metrics of pupsourcing-orchestrator.
package main

import (
	"context"
	"database/sql"
	"errors"
	"log"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/getpup/pupsourcing-orchestrator/metrics"
	"github.com/getpup/pupsourcing-orchestrator/pkg/orchestrator"
	genstore "github.com/getpup/pupsourcing-orchestrator/store/postgres"
	"github.com/getpup/pupsourcing/es"
	"github.com/getpup/pupsourcing/es/adapters/postgres"
	"github.com/getpup/pupsourcing/es/projection"
	_ "github.com/lib/pq"

	"example.com/instrumented-worker/instrument"
)

const replicaSet orchestrator.ReplicaSetName = "orders"

// orderTotals stands for a projection of yours.
type orderTotals struct{}

func (orderTotals) Name() string { return "order_totals" }

//nolint:gocritic // the interface passes the event by value
func (orderTotals) Handle(context.Context, es.PersistedEvent) error { return nil }

func main() {
	if err := run(); err != nil && !errors.Is(err, context.Canceled) {
		log.Fatal(err)
	}
}

func run() error {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	db, err := sql.Open("postgres", os.Getenv("DATABASE_URL"))
	if err != nil {
		return err
	}
	defer db.Close()

	// The container port that Prometheus scrapes. Start the server before the orchestrator: a worker that
	// waits for its peers is worth seeing.
	server := metrics.NewServer(":9090")
	server.Start()

	store := instrument.NewStore(genstore.New(db), replicaSet)
	go store.CountActiveWorkers(ctx, 15*time.Second, 30*time.Second)

	worker, err := orchestrator.New(db, postgres.NewStore(postgres.DefaultStoreConfig()), replicaSet,
		orchestrator.WithGenerationStore(store))
	if err != nil {
		return err
	}
	return worker.Run(ctx, []projection.Projection{
		instrument.NewProjection(orderTotals{}, replicaSet),
	})
}
