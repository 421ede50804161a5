package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// plantFace speaks to the plant as an operator does, over HTTP.
type plantFace struct {
	url    string // of the plant
	client *http.Client
}

// targetFor is longer than any wait between two changes.
const targetFor = time.Minute

func newPlantFace(api string, id energy.PlantID) plantFace {
	return plantFace{url: api + "/api/v1/plants/" + string(id), client: &http.Client{Timeout: 10 * time.Second}}
}

// put asks the plant for p.
func (f plantFace) put(ctx context.Context, p energy.Watts) error {
	body, err := json.Marshal(map[string]any{"power_w": p, "for_ms": targetFor.Milliseconds()})
	if err != nil {
		return err
	}
	return f.do(ctx, http.MethodPut, "/target", bytes.NewReader(body), nil)
}

// await returns once the plant's homes can be commanded to p each way.
func (f plantFace) await(ctx context.Context, p energy.Watts, within time.Duration) error {
	var last error
	for end := time.Now().Add(within); time.Now().Before(end); {
		var v struct {
			Capability struct {
				UpW   energy.Watts `json:"up_w"`
				DownW energy.Watts `json:"down_w"`
			} `json:"capability"`
		}
		last = f.do(ctx, http.MethodGet, "", nil, &v)
		if last == nil && min(v.Capability.UpW, v.Capability.DownW) >= p {
			return nil
		}
		if last == nil {
			last = fmt.Errorf("it can do %.0f W up and %.0f W down", v.Capability.UpW, v.Capability.DownW)
		}
		if err := pause(ctx, 200*time.Millisecond); err != nil {
			return err
		}
	}
	return fmt.Errorf("no home can be commanded to %.0f W each way within %v: %w", p, within, last)
}

// counted is where the API says how many samples were stored.
type counted struct {
	Telemetry struct {
		Stored uint64 `json:"stored"`
	} `json:"telemetry"`
}

// stored returns how many samples the cloud made durable since it started.
func (f plantFace) stored(ctx context.Context) (uint64, error) {
	var v counted
	err := f.do(ctx, http.MethodGet, "", nil, &v)
	return v.Telemetry.Stored, err
}

// do sends a request and reads the answer into v, where that is not nil.
func (f plantFace) do(ctx context.Context, method, path string, body io.Reader, v any) error {
	request, err := http.NewRequestWithContext(ctx, method, f.url+path, body)
	if err != nil {
		return err
	}
	response, err := f.client.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	text, err := io.ReadAll(io.LimitReader(response.Body, 1<<20))
	if err != nil {
		return err
	}
	if response.StatusCode >= 300 {
		return fmt.Errorf("%s %s: %s: %s", method, request.URL, response.Status, bytes.TrimSpace(text))
	}
	if v == nil {
		return nil
	}
	return json.Unmarshal(text, v)
}
