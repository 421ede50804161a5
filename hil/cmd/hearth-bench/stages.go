package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"time"

	"github.com/hearthgrid/hearthgrid/cloud/history"
	receiving "github.com/hearthgrid/hearthgrid/cloud/ingest"
	"github.com/hearthgrid/hearthgrid/cloud/twin"
	"github.com/hearthgrid/hearthgrid/hil/bench"
	"github.com/hearthgrid/hearthgrid/hil/bench/load"
	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/wire"
)

// message is one sample as it arrives.
type message struct {
	site    energy.SiteID
	payload []byte
}

// stagesOf measures what each room of the cloud costs per sample, in µs of
// processor time, by giving it alone the samples that ingest sends. It is not
// read off a profile of the cloud: there the garbage of one room is collected
// in the time of another, and of the whole.
func stagesOf(ctx context.Context, e extent) (bench.Parts, error) {
	list, err := messagesOf(e)
	if err != nil {
		return nil, err
	}
	parts := bench.Parts{}
	twins := twin.NewStore()
	for _, stage := range []struct {
		name string
		cost func() (float64, error)
	}{
		{"decode", func() (float64, error) { return steadyCost(list, decodeAll) }},
		{"ingest", func() (float64, error) { return receiveCost(list) }},
		{"twin", func() (float64, error) { return applyCost(twins, list) }},
		{"aggregate", func() (float64, error) { return aggregateCost(twins.Len()) }},
		{"journal", func() (float64, error) { return journalled().cost(ctx, list) }},
		{"database", func() (float64, error) { return storingCost(ctx, list, e.rest) }},
	} {
		runtime.GC() // what the stage before left is not this one's
		if parts[stage.name], err = stage.cost(); err != nil {
			return nil, fmt.Errorf("%s: %w", stage.name, err)
		}
	}
	// These were measured with what comes before them.
	parts["database"] -= parts["journal"]
	parts["journal"] -= parts["decode"]
	delete(parts, "decode") // the cloud decodes in ingest
	return parts, nil
}

// withRest adds what of whole the parts are not: TLS, MQTT, the network and the
// runtime, none of which runs alone.
func withRest(parts bench.Parts, whole float64) bench.Parts {
	rest := whole
	for _, p := range parts {
		rest -= p
	}
	parts["broker_and_runtime"] = rest
	return parts
}

// costOf returns the µs of processor time that run takes for each of n samples.
func costOf(n int, run func() error) (float64, error) {
	before, err := bench.CPU(0)
	if err != nil {
		return 0, err
	}
	if err := run(); err != nil {
		return 0, err
	}
	after, err := bench.CPU(0)
	return micros(after-before) / float64(n), err
}

// steadyCost is costOf run, of which the first fifth warms up and does not
// count.
func steadyCost(list []message, run func([]message) error) (float64, error) {
	warm := warmOf(list)
	if err := run(list[:warm]); err != nil {
		return 0, err
	}
	return costOf(len(list)-warm, func() error { return run(list[warm:]) })
}

func warmOf(list []message) int { return len(list) / 5 }

func decodeAll(list []message) error {
	for i := range list {
		if _, err := wire.DecodeTelemetry(list[i].payload); err != nil {
			return err
		}
	}
	return nil
}

// applyCost is of the twins alone: what they are given is decoded before.
func applyCost(twins *twin.Store, list []message) (total float64, err error) {
	const portion = 1000
	for part := range slices.Chunk(list, portion) {
		var decoded []wire.Batch
		for _, m := range part {
			b, err := wire.DecodeTelemetry(m.payload)
			if err != nil {
				return 0, err
			}
			decoded = append(decoded, b)
		}
		us, err := costOf(1, func() error {
			for i := range decoded {
				twins.Batch(decoded[i], time.Now())
			}
			return nil
		})
		if err != nil {
			return 0, err
		}
		total += us
	}
	return total / float64(len(list)), nil
}

func messagesOf(e extent) ([]message, error) {
	since := time.Now().Add(-time.Duration(e.stagesPerHome) * time.Millisecond)
	var list []message
	for seq := range e.stagesPerHome {
		for i := range e.homes {
			payload, err := load.Payload(siteOf(i), uint64(seq+1), 1, since.Add(time.Duration(seq)*time.Millisecond))
			if err != nil {
				return nil, err
			}
			list = append(list, message{site: siteOf(i), payload: payload})
		}
	}
	return list, nil
}

// receiveCost is of ingest with nothing behind it.
func receiveCost(list []message) (float64, error) {
	r := receiving.New(nothing{}, nothing{}, nothing{}, time.Now, slog.New(slog.DiscardHandler))
	seqs := map[energy.SiteID]uint64{}
	cost, err := steadyCost(list, func(list []message) error {
		for i := range list {
			r.Receive(list[i].site, wire.LeafTelemetry, list[i].payload)
			seqs[list[i].site]++
			r.Stored(list[i].site, load.Boot, seqs[list[i].site])
		}
		return nil
	})
	if s := r.Stats(); err == nil && s.Stored != s.Received {
		err = fmt.Errorf("took %d samples of %d", s.Received, s.Stored)
	}
	return cost, err
}

// aggregateCost is of homes at 1 Hz: each tells of itself once, and all are estimated
// and added up. Homes that tell more often share a pass among their samples.
func aggregateCost(homes int) (float64, error) {
	const passes = 100
	f, now, _ := heardFleet(homes)
	return costOf(passes*homes, func() error {
		for range passes {
			now = now.Add(time.Second)
			tellAll(f, now, homes)
			f.Pass(now)
		}
		return nil
	})
}

// storingCost is of history with the database inside this process.
func storingCost(ctx context.Context, list []message, rest time.Duration) (us float64, err error) {
	dir, err := os.MkdirTemp("", "hearth-bench-")
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	e, err := history.OpenEmbedded(history.DefaultEmbedded(filepath.Join(dir, "database")))
	if err != nil {
		return 0, err
	}
	us, err = delivered(e, rest).cost(ctx, list)
	return us, errors.Join(err, e.Close())
}

// nothing takes what a room calls out to.
type nothing struct{}

func (nothing) Batch(wire.Batch, time.Time)          {}
func (nothing) Presence(wire.Presence, time.Time)    {}
func (nothing) Answer(wire.Answer, time.Time)        {}
func (nothing) Told(wire.Explanation)                {}
func (nothing) Take(*wire.Batch, time.Time) error    { return nil }
func (nothing) Publish(string, []byte) error         { return nil }
func (nothing) Stored(energy.SiteID, uint64, uint64) {}

// away is a database that never answers.
type away struct{}

// RoundTrip implements http.RoundTripper.
func (away) RoundTrip(request *http.Request) (*http.Response, error) {
	<-request.Context().Done()
	return nil, request.Context().Err()
}
