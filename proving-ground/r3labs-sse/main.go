// Runs that are published with r3labs/sse, which keeps them and replays what is behind an id (AutoReplay).
package main

import (
	"crypto/rand"
	"encoding/json"
	"net/http"
	"os"
	"time"

	"github.com/r3labs/sse/v2"
)

type workload struct {
	count int
	pause time.Duration
}

var kinds = map[string]workload{"plain": {40, 50 * time.Millisecond}, "burst": {40, 0}, "idle": {4, 2500 * time.Millisecond}}

func main() {
	server := sse.New()
	server.EncodeBase64 = false
	http.HandleFunc("POST /runs", func(w http.ResponseWriter, r *http.Request) {
		var asked struct{ Marker, Kind string }
		if json.NewDecoder(r.Body).Decode(&asked) != nil {
			w.WriteHeader(http.StatusBadRequest)
			return
		}
		id := rand.Text()
		server.CreateStream(id)
		go produce(server, id, asked.Marker, kinds[asked.Kind])
		json.NewEncoder(w).Encode(map[string]string{"id": id})
	})
	http.HandleFunc("GET /runs", func(w http.ResponseWriter, r *http.Request) {
		if !server.StreamExists(r.URL.Query().Get("stream")) {
			w.WriteHeader(http.StatusNotFound)
			return
		}
		server.ServeHTTP(w, r)
	})
	http.ListenAndServe("127.0.0.1:"+os.Getenv("PORT"), nil)
}

func produce(server *sse.Server, id, marker string, asked workload) {
	for n := 0; n < asked.count; n++ {
		server.Publish(id, &sse.Event{Data: []byte(marker)})
		time.Sleep(asked.pause)
	}
	server.Publish(id, &sse.Event{Event: []byte("done"), Data: []byte("done")})
}
