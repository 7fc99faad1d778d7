// A Mercure hub of the published module, which keeps what was published in a file.
package main

import (
	"context"
	"log/slog"
	"net/http"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"

	"github.com/dunglas/mercure"
)

// Signs the token of resume-gate.config.ts.
const key = "the proving ground's key, which guards nothing at all"

func main() {
	file := filepath.Join(os.TempDir(), "proving-ground-mercure-"+os.Getenv("PORT")+".db") // the same after a restart
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, syscall.SIGTERM, syscall.SIGINT)
	go func() {
		<-signals
		os.Remove(file)
		os.Exit(0)
	}()
	logger := slog.New(slog.DiscardHandler)
	transport, err := mercure.NewBoltTransport(mercure.NewSubscriberList(1000), logger, file, "updates", 0, 0)
	must(err)
	hub, err := mercure.NewHub(
		context.Background(),
		mercure.WithAnonymous(),
		mercure.WithLogger(logger),
		mercure.WithPublisherJWT([]byte(key), "HS256"),
		mercure.WithTransport(transport),
	)
	must(err)
	must(http.ListenAndServe("127.0.0.1:"+os.Getenv("PORT"), hub))
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}
