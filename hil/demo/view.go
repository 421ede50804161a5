package demo

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// View is what the demo reads of the plant's public face.
type View struct {
	Target *struct {
		PowerW energy.Watts `json:"power_w"`
	} `json:"target"`
	Delivered struct {
		MeanW         energy.Watts    `json:"mean_w"`
		IntervalW     [2]energy.Watts `json:"interval_w"`
		IntervalLevel energy.Ratio    `json:"interval_level"`
	} `json:"delivered"`
	Coverage struct {
		Homes     int          `json:"homes"`
		Reporting int          `json:"reporting"`
		Measured  energy.Ratio `json:"measured"`
		Modelled  energy.Ratio `json:"modelled"`
		Missing   energy.Ratio `json:"missing"`
		OldestS   *float64     `json:"oldest_s"`
	} `json:"coverage"`
	Capability struct {
		UpW   energy.Watts `json:"up_w"`
		DownW energy.Watts `json:"down_w"`
	} `json:"capability"`
	Orders struct {
		Sent    uint64 `json:"sent"`
		InForce int    `json:"in_force"`
		Refused uint64 `json:"refused"`
	} `json:"orders"`
	Limited   map[string]int `json:"limited"`
	Telemetry struct {
		Messages uint64 `json:"messages"`
		Stored   uint64 `json:"stored"`
		Repeated uint64 `json:"repeated"`
		Lost     uint64 `json:"lost"`
	} `json:"telemetry"`
}

// follow calls each for every event of the plant until the stream or ctx ends.
func follow(ctx context.Context, plantURL string, each func(View)) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, plantURL+"/events", nil)
	if err != nil {
		return fmt.Errorf("follow plant: %w", err)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return fmt.Errorf("follow plant: %w", err)
	}
	defer resp.Body.Close()
	lines := bufio.NewScanner(resp.Body)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		data, ok := strings.CutPrefix(lines.Text(), "data: ")
		if !ok {
			continue
		}
		var v View
		if err := json.Unmarshal([]byte(data), &v); err != nil {
			return fmt.Errorf("follow plant: %w", err)
		}
		each(v)
	}
	return lines.Err()
}
