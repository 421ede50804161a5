package demo

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/events"
)

// View is what the demo reads of the plant's public face.
type View struct {
	Target *struct {
		PowerW energy.Watts `json:"power_w"`
	} `json:"target"`
	Delivered struct {
		MeanW         *energy.Watts    `json:"mean_w"` // null: nothing is seen
		IntervalW     *[2]energy.Watts `json:"interval_w"`
		IntervalLevel energy.Ratio     `json:"interval_level"`
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
	GeneratedAt time.Time      `json:"generated_at"`
	Limited     map[string]int `json:"limited"`
	Telemetry   struct {
		Messages uint64 `json:"messages"`
		Stored   uint64 `json:"stored"`
		Repeated uint64 `json:"repeated"`
		Lost     uint64 `json:"lost"`
	} `json:"telemetry"`
}

// follow calls each for every event of the plant until the stream or ctx ends.
func follow(ctx context.Context, plantURL string, each func(View)) error {
	refused := func(r *http.Response) error { return fmt.Errorf("follow plant: server answered %s", r.Status) }
	return events.Follow(ctx, http.DefaultClient, plantURL+"/events", refused, func(data []byte) error {
		var v View
		if err := json.Unmarshal(data, &v); err != nil {
			return fmt.Errorf("follow plant: %w", err)
		}
		each(v)
		return nil
	})
}
