// r3labs/sse, the SSE client of many Go programs.
package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"os"

	"github.com/r3labs/sse/v2"
)

func main() {
	client := sse.NewClient(os.Args[len(os.Args)-1])
	json.Unmarshal([]byte(os.Getenv("RESUME_GATE_HEADERS")), &client.Headers)
	client.ResponseValidator = func(_ *sse.Client, response *http.Response) error {
		if response.StatusCode == 204 {
			os.Exit(0)
		}
		if response.StatusCode != 200 {
			return fmt.Errorf("answered %d", response.StatusCode)
		}
		return nil
	}
	client.SubscribeRaw(func(event *sse.Event) {
		line, _ := json.Marshal(map[string]string{"id": string(event.ID), "event": string(event.Event), "data": string(event.Data)})
		fmt.Println(string(line))
	})
}
