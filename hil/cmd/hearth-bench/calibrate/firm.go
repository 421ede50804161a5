package calibrate

import (
	"context"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/hearthgrid/hearthgrid/cloud/estimate"
	"github.com/hearthgrid/hearthgrid/hil/plant"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// Firmness is how quoted power stood the test of events: how often it was there, and
// what share it was of the 5 % quantile of what truly was.
type Firmness struct {
	Met       energy.Ratio
	OfTrue    float64 // quote over the true 5 % quantile, in the mean
	Events    int
	NearEmpty energy.Ratio // of the homes
}

const (
	drawn  = 100  // homes of an event
	keeps  = 0.96 // chance that a home does as told; the estimator learns it
	told   = 0.01 // standard error of a told state of charge
	learns = 200  // events before those judged
)

// cast is a home of an event, with what it can truly give for a span.
type cast struct {
	state plant.State
	gives float64
}

// lengths are those of the spans.
var lengths = [...]time.Duration{estimate.FiveMinutes: 5 * time.Minute, estimate.Quarter: 15 * time.Minute, estimate.Hour: time.Hour}

// Firm judges what is quoted for a span with 95 %, over events of which each has
// other homes, in other states, of which some fail.
func Firm(ctx context.Context, span estimate.Span, events int, empty energy.Ratio, seed uint64) (Firmness, error) {
	random := rand.New(rand.NewPCG(seed, 11))
	pool, err := casts(ctx, lengths[span], 1500, empty, random)
	if err != nil {
		return Firmness{}, err
	}
	tree := estimate.NewTree(1)
	node := tree.Node()
	cell := tree.Cell(0, node)
	f := estimate.New(start, tree)
	var slots []estimate.Slot
	for range drawn {
		slots = append(slots, f.Add(cell))
	}
	out := Firmness{Events: events, NearEmpty: empty}
	var shares []float64
	for i := range learns + events {
		homes := pick(pool, random)
		now := start.Add(time.Duration(i+1) * time.Hour)
		for j, h := range homes {
			s := h.state
			s.SoC = min(max(s.SoC+energy.Ratio(told*random.NormFloat64()), 0), 1)
			f.Tell(slots[j], &estimate.Report{At: now, Snapshot: Snapshot(&s, now), Answers: true})
		}
		f.Pass(now)
		total := f.Total(node)
		quote := float64(total.Firm(span, 0.95))
		had := outcome(homes, random, f.Kept)
		f.Stood(span, total.Up[span], energy.Watts(had))
		if i < learns {
			continue
		}
		if had >= quote {
			out.Met++
		}
		shares = append(shares, quote/trueQuantile(homes, random))
	}
	out.Met /= energy.Ratio(events)
	for _, s := range shares {
		out.OfTrue += s / float64(len(shares))
	}
	return out, ctx.Err()
}

func pick(pool []cast, random *rand.Rand) []*cast {
	var homes []*cast
	for range drawn {
		homes = append(homes, &pool[random.IntN(len(pool))])
	}
	return homes
}

// outcome is one draw of what the homes give together.
func outcome(homes []*cast, random *rand.Rand, note func(bool)) float64 {
	had := 0.0
	for _, h := range homes {
		kept := random.Float64() < keeps
		note(kept)
		if kept {
			had += h.gives
		}
	}
	return had
}

// trueQuantile is what these homes give in all but one of twenty draws.
func trueQuantile(homes []*cast, random *rand.Rand) float64 {
	draws := make([]float64, 400)
	for i := range draws {
		draws[i] = outcome(homes, random, func(bool) {})
	}
	slices.Sort(draws)
	return draws[len(draws)/20]
}

// casts draws homes and finds by trial what each can give for a span.
func casts(ctx context.Context, span time.Duration, n int, empty energy.Ratio, random *rand.Rand) ([]cast, error) {
	var all []cast
	for range n {
		spec := plant.Draw(random.Uint64())
		spec.SoC = energy.Ratio(0.15 + 0.8*random.Float64())
		if random.Float64() < float64(empty) {
			spec.SoC = energy.Ratio(0.15 * random.Float64())
		}
		c, err := try(spec, span)
		if err != nil || ctx.Err() != nil {
			return nil, err
		}
		all = append(all, c)
	}
	return all, nil
}

func try(spec plant.Spec, span time.Duration) (cast, error) {
	low, high := 0.0, float64(spec.Power)
	c, p := cast{}, high
	for range 10 {
		first, least, err := give(spec, energy.Watts(p), span)
		if err != nil {
			return c, err
		}
		c.state = first
		if least >= 0.999*p {
			low, c.gives = p, least
		} else {
			high = p
		}
		p = (low + high) / 2
	}
	return c, nil
}

// give asks a home for power for a span, at night, and returns the least it gave.
func give(spec plant.Spec, p energy.Watts, span time.Duration) (plant.State, float64, error) {
	town, err := plant.NewTown(plant.Config{Seed: spec.Seed, Start: time.Date(2026, 5, 1, 1, 0, 0, 0, time.UTC), Latitude: 48.1, Longitude: 11.6})
	if err != nil {
		return plant.State{}, 0, err
	}
	home, err := town.Add(spec)
	if err != nil {
		return plant.State{}, 0, err
	}
	first := home.State()
	home.SetBattery(p)
	town.Step(30 * time.Second)
	least := float64(home.State().Battery)
	for at := 30 * time.Second; at < span; at += 30 * time.Second {
		town.Step(30 * time.Second)
		least = min(least, float64(home.State().Battery))
	}
	return first, least, nil
}
