package server

import (
	"context"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/cloud/dispatch"
	"github.com/hearthgrid/hearthgrid/cloud/fleet/asset"
	"github.com/hearthgrid/hearthgrid/shared/dispatchkey"
	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/wire"
)

// street is a cloud whose rooms are the real ones from the registry to the orders, and
// homes that take these and report, in a time of the test's.
type street struct {
	*believing
	t       testing.TB
	key     *dispatchkey.Signer
	commons dispatch.Commons
	plants  []*dispatch.Plant
	homes   []*dweller
	bySite  map[energy.SiteID]*dweller
	random  *rand.Rand
	mail    []letter // on its way
	seconds int
}

// dweller is one home: 5 kW and 13.5 kWh, a load of its own, and no sun.
type dweller struct {
	site    energy.SiteID
	load    energy.Watts
	busy    int // s that its hob is on
	battery energy.Watts
	inbox   []any
	order   energy.Order
	ends    time.Time
	signal  energy.Signal
	heard   time.Time
	highest uint64
	ignores bool
}

func newStreetOf(t *testing.T, plants ...energy.PlantID) *street {
	t.Helper()
	key, err := dispatchkey.New()
	require.NoError(t, err)
	s := &street{believing: believe(t), t: t, key: key, bySite: map[energy.SiteID]*dweller{}, random: rand.New(rand.NewPCG(1, 2))}
	for _, id := range plants {
		require.NoError(t, s.registry.AddPlant(t.Context(), id, s.now.Add(-time.Hour)))
		c := dispatch.DefaultConfig(id)
		c.Commons = &s.commons
		p, err := dispatch.New(c, &crew{plant: id, estimates: s.estimates, roster: &roster{}}, s, key, s.clock, slog.New(slog.DiscardHandler))
		require.NoError(t, err)
		s.plants = append(s.plants, p)
	}
	return s
}

// group adds a group with limits in kW.
func (s *street) group(t *testing.T, id asset.GroupID, kind asset.Kind, limits map[asset.LimitName]float64) {
	t.Helper()
	since := s.now.Add(-time.Hour)
	require.NoError(t, s.registry.AddGroup(t.Context(), id, kind, since))
	for name, value := range limits {
		require.NoError(t, s.registry.SetLimit(t.Context(), asset.GroupNode(id), name, value, since))
	}
}

// move has n homes move in that are in groups.
func (s *street) move(t *testing.T, name string, n int, groups ...asset.GroupID) []*dweller {
	t.Helper()
	var added []*dweller
	for i := range n {
		h := &dweller{site: energy.SiteID(fmt.Sprintf("%s-%03d", name, i)), load: -300 - energy.Watts(s.random.IntN(300))}
		added, s.bySite[h.site] = append(added, h), h
		since := s.now.Add(-time.Minute)
		require.NoError(t, s.registry.AddSite(t.Context(), h.site, since))
		for _, g := range groups {
			require.NoError(t, s.registry.Join(t.Context(), g, h.site, since))
		}
		s.twins.Presence(wire.Presence{Site: h.site, Boot: 1, Online: true, MaxLease: time.Minute}, s.now)
	}
	s.homes = append(s.homes, added...)
	return added
}

// open has the rooms know who is where.
func (s *street) open(t *testing.T) {
	t.Helper()
	s.follow(Moved{All: true})
	s.grid.members = s.members
	require.NoError(t, s.grid.read(context.Background()))
}

// loss is of orders, that never arrive.
const loss = 0.02

// Publish implements dispatch.Publisher: what is sent is there a second later.
func (s *street) Publish(topic string, payload []byte) error {
	s.mail = append(s.mail, letter{topic, payload})
	return nil
}

type letter struct {
	topic   string
	payload []byte
}

// deliver hands homes what was sent.
func (s *street) deliver() error {
	for _, l := range s.mail {
		if strings.HasSuffix(l.topic, "/signal") {
			signal, err := wire.DecodeSignal(l.payload, s.key.Ring())
			if err != nil {
				return err
			}
			for _, h := range s.homes {
				h.inbox = append(h.inbox, signal)
			}
			continue
		}
		o, err := wire.DecodeOrder(l.payload, s.key.Ring())
		if err != nil {
			return err
		}
		if h := s.bySite[o.Site]; s.random.Float64() >= loss {
			h.inbox = append(h.inbox, o)
		}
	}
	s.mail = s.mail[:0]
	return nil
}

// second lets one pass: homes act and report, all is estimated, plants tick.
func (s *street) second(peak float64) {
	s.live(peak)
	for _, p := range s.plants {
		p.Tick(s.now)
	}
}

func (s *street) live(peak float64) {
	s.now = s.now.Add(time.Second)
	s.seconds++
	require.NoError(s.t, s.deliver())
	for _, h := range s.homes {
		h.cook(s.random, peak)
		h.hear(s)
		h.act(s.now)
		s.tell(h.site, h.load, 0, h.battery, func(r *energy.Report) {
			r.Snapshot.Capacity = energy.Read(energy.WattHours(13_500), r.Snapshot.At)
			if id := h.inForce(s.now); id != 0 {
				r.Decision.State, r.Decision.Order, r.Decision.LeaseLeft = energy.Controlled, id, h.ends.Sub(s.now)
				r.Decision.Approved = energy.WantPower(h.battery)
			}
		})
	}
	s.pass(s.now)
}

// cook has a hob of 2.2 kW come on for some minutes, more often at the peak.
func (h *dweller) cook(r *rand.Rand, peak float64) {
	const hob = 2200
	switch {
	case h.busy > 1:
		h.busy--
	case h.busy == 1:
		h.busy, h.load = 0, h.load+hob
	case r.Float64() < peak/300:
		h.busy, h.load = 120+r.IntN(240), h.load-hob
	}
}

func (h *dweller) hear(s *street) {
	for _, m := range h.inbox {
		switch m := m.(type) {
		case energy.Signal:
			if m.Plant == h.order.Plant && m.Seq > h.order.After {
				h.signal, h.heard = m, s.now
			}
		case energy.Order:
			h.take(m, s)
		}
	}
	h.inbox = h.inbox[:0]
}

func (h *dweller) take(o energy.Order, s *street) {
	a := wire.Answer{Site: h.site, Boot: 1, Order: o.ID, Taken: o.ID > h.highest}
	if a.Taken {
		h.highest, h.ends = o.ID, s.now.Add(o.Lease)
		if h.order = o; o.Lease == 0 {
			h.order = energy.Order{}
		}
	}
	a.Highest = h.highest
	s.twins.Answer(a, s.now)
	for _, p := range s.plants {
		p.Answer(a)
	}
}

func (h *dweller) inForce(now time.Time) uint64 {
	if now.Before(h.ends) {
		return h.order.ID
	}
	return 0
}

// act moves the battery: as the level has it, or on its own so that it covers the load.
// A third of the way is made in a second.
func (h *dweller) act(now time.Time) {
	aim := min(-h.load, 5000)
	if h.inForce(now) != 0 && !h.ignores && now.Sub(h.heard) <= h.order.Share.SignalHold {
		aim = h.order.Share.Power(h.signal.Level)
	}
	h.battery += (aim - h.battery) / 3
}

// flowOf returns what homes give the grid, and their batteries alone.
func flowOf(homes []*dweller) (grid, batteries energy.Watts) {
	for _, h := range homes {
		grid, batteries = grid+h.load+h.battery, batteries+h.battery
	}
	return grid, batteries
}
