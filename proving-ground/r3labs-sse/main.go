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

// Before the event with this number.
var pauses = map[string]func(n int) time.Duration{
	"plain": func(int) time.Duration { return 50 * time.Millisecond },
	"burst": func(int) time.Duration { return 0 },
	"idle": func(n int) time.Duration {
		if n%15 == 14 {
			return 2500 * time.Millisecond
		}
		return 50 * time.Millisecond
	},
}

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
		go produce(server, id, asked.Marker, pauses[asked.Kind])
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

func produce(server *sse.Server, id, marker string, pause func(n int) time.Duration) {
	for n := 0; n < 40; n++ {
		time.Sleep(pause(n))
		server.Publish(id, &sse.Event{Data: []byte(marker)})
	}
	server.Publish(id, &sse.Event{Event: []byte("done"), Data: []byte("done")})
}
