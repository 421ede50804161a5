package arms_test

import (
	"encoding/binary"
	"fmt"
	"iter"
	"maps"
	"slices"
	"time"

	"github.com/hearthgrid/hearthgrid/cloud/arms"
	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/fault"
	"github.com/hearthgrid/hearthgrid/shared/wire"
)

var start = time.Date(2026, 6, 1, 12, 0, 0, 0, time.UTC)

// home is a gateway as far as arms go.
type home struct {
	site    energy.SiteID
	able    energy.Armable
	boot    uint64
	highest uint64
	arm     energy.Arm
	ends    time.Time
	offline bool
	told    arms.Home // what the cloud has heard of it
}

// moment is the home's time in its boot, in the open.
func (h *home) moment(now time.Time) (m energy.Moment) {
	binary.BigEndian.PutUint64(m[:], h.boot)
	binary.BigEndian.PutUint64(m[8:], uint64(now.UnixNano()))
	return m
}

func (h *home) armed(now time.Time) (energy.Arm, bool) { return h.arm, now.Before(h.ends) }

// report is what the cloud hears at now.
func (h *home) report(now time.Time) {
	h.told = arms.Home{Online: !h.offline, Boot: h.boot, Moment: h.moment(now), MomentAt: now, Able: h.able, Highest: h.highest}
	if a, ok := h.armed(now); ok {
		h.told.Armed = a.ID
	}
}

// take is what a home does with an arm, and what it answers.
func (h *home) take(a energy.Arm, now time.Time) wire.Answer {
	out := wire.Answer{Site: h.site, Boot: h.boot, Arm: a.ID, HighestArm: h.highest, Moment: h.moment(now)}
	ends := time.Unix(0, int64(binary.BigEndian.Uint64(a.Moment[8:]))).Add(a.Lasts)
	switch {
	case a.Boot != h.boot:
		out.Kind = fault.Conflict
	case a.ID <= h.highest || a.Lasts > 0 && !now.Before(ends):
		out.Kind = fault.Stale
	case a.Lasts > h.able.Longest || max(a.Up, a.Down) > h.able.Power:
		out.Kind = fault.Unsafe
	default:
		out.Taken, h.highest, out.HighestArm, h.arm, h.ends = true, a.ID, a.ID, a, ends
		if a.Lasts == 0 {
			h.ends = now
		}
	}
	return out
}

func (h *home) restart() { h.boot, h.highest, h.ends = h.boot+1, 0, time.Time{} }

// world is a fleet and its keeper, in a time that the test sets.
type world struct {
	now    time.Time
	homes  map[energy.SiteID]*home
	keeper *arms.Keeper
	sent   int // of the last tick
	lose   func() bool
}

func (w *world) Homes() iter.Seq2[energy.SiteID, arms.Home] {
	return func(yield func(energy.SiteID, arms.Home) bool) {
		for _, site := range slices.Sorted(maps.Keys(w.homes)) {
			if !yield(site, w.homes[site].told) {
				return
			}
		}
	}
}

func site(i int) energy.SiteID { return energy.SiteID(fmt.Sprintf("home-%03d", i)) }
