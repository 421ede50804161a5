package dispatch_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/hearthgrid/hearthgrid/cloud/dispatch"
	"github.com/hearthgrid/hearthgrid/shared/dispatchkey"
	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/fault"
	"github.com/hearthgrid/hearthgrid/shared/wire"
)

// fleet simulates homes that take leases as gateways do, follow the signal a
// second late, and are seen up to three seconds late. It is the plant's Fleet
// and its Publisher.
type fleet struct {
	key     *dispatchkey.Signer
	mu      sync.Mutex
	plant   *dispatch.Plant
	homes   []*simHome
	signals []energy.Signal
	orders  []energy.Order
	desired int
	broken  bool
	answers []wire.Answer
	grid    dispatch.Grid
	reads   bool                     // homes are seen one by one, and say that nothing limits them
	loses   func(energy.SiteID) bool // orders on their way to a home; nil for none
}

type simHome struct {
	view    dispatch.Home
	ignores bool
	goesOn  bool // nobody hears from it; it does as it was last told
	order   energy.Order
	ends    time.Time
	level   float64
	heard   time.Time
	asked   energy.Watts
	power   []energy.Watts // by second
}

func newKey() *dispatchkey.Signer {
	key, err := dispatchkey.New()
	if err != nil {
		panic(err)
	}
	return key
}

func newFleet(n int, ignoring func(int) bool) *fleet {
	f := &fleet{key: newKey()}
	for i := range n {
		f.homes = append(f.homes, &simHome{ignores: ignoring(i), view: dispatch.Home{
			Site: energy.SiteID(fmt.Sprintf("home-%03d", i)), Ready: true, Boot: 1, MaxLease: time.Minute,
			Up: 5000, Down: 4000, EnergyUp: energy.WattHours(1000 + 97*i), EnergyDown: 5000, Limits: energy.BoundRating,
		}})
	}
	return f
}

func (f *fleet) View(time.Time) dispatch.View {
	f.mu.Lock()
	defer f.mu.Unlock()
	v := dispatch.View{Total: energy.Estimate{Provenance: energy.Measured}, Grid: f.grid}
	v.Grid.Limits = slices.Clone(f.grid.Limits)
	for i, h := range f.homes {
		v.Homes = append(v.Homes, h.view)
		if n := len(h.power) - 1 - i%4; n >= 0 {
			v.Total.Mean += h.power[n]
			if f.reads {
				seen := &v.Homes[len(v.Homes)-1]
				seen.Battery, seen.Limits = energy.Estimate{Mean: h.power[n], Provenance: energy.Measured, Age: time.Duration(i%4) * time.Second}, 0
			}
			if !h.view.Ready {
				v.Loose += h.power[n]
			}
			v.Age += time.Duration(i%4) * time.Second / time.Duration(len(f.homes))
		}
		v.Coverage.Measured++
	}
	v.Interval = v.Total.Interval(dispatch.IntervalLevel)
	return v
}

func (f *fleet) Desire(energy.Order) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.desired++
}

func (f *fleet) Publish(topic string, payload []byte) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.broken {
		return errors.New("broker is gone")
	}
	if strings.HasSuffix(topic, "/signal") {
		s, err := wire.DecodeSignal(payload, f.key.Ring())
		f.signals = append(f.signals, s)
		f.hear(s)
		return err
	}
	o, err := wire.DecodeOrder(payload, f.key.Ring())
	f.orders = append(f.orders, o)
	for _, h := range f.homes {
		if f.loses != nil && f.loses(o.Site) {
			continue
		}
		if h.view.Site == o.Site && topic == wire.SiteTopic(o.Site, wire.LeafOrder) {
			f.answers = append(f.answers, h.accept(o))
		}
	}
	return err
}

func (f *fleet) hear(s energy.Signal) {
	for _, h := range f.homes {
		h.level, h.heard = s.Level, time.Now()
	}
}

func (h *simHome) accept(o energy.Order) wire.Answer {
	a := wire.Answer{Site: o.Site, Boot: h.view.Boot, Order: o.ID, Taken: true}
	if o.Boot != h.view.Boot || o.ID <= h.view.Highest {
		a.Taken, a.Kind = false, fault.Stale
	} else {
		h.order, h.ends = o, time.Now().Add(o.Lease)
		h.view.Highest, h.view.InForce = o.ID, o.ID
		if o.Lease == 0 {
			h.view.InForce = 0
		}
	}
	a.Highest = h.view.Highest
	return a
}

// advance lets a second pass in the homes, and delivers their receipts.
func (f *fleet) advance() {
	f.mu.Lock()
	now := time.Now()
	for _, h := range f.homes {
		h.power = append(h.power, h.asked) // a second late
		if h.goesOn {
			continue
		}
		h.asked = 0
		if !now.Before(h.ends) {
			h.view.InForce = 0
		} else if !h.ignores && now.Sub(h.heard) <= h.order.Share.SignalHold {
			h.asked = h.order.Share.Power(h.level)
		}
	}
	answers := f.answers
	f.answers = nil
	f.mu.Unlock()
	for _, a := range answers {
		f.plant.Answer(a)
	}
}

func (f *fleet) run(seconds int) energy.Watts {
	for range seconds {
		time.Sleep(time.Second)
		f.advance()
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	total := energy.Watts(0)
	for _, h := range f.homes {
		total += h.power[len(h.power)-1]
	}
	return total
}

// total returns what the homes are asked for.
func (f *fleet) total() (sum energy.Watts) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, h := range f.homes {
		sum += h.asked
	}
	return sum
}

func (f *fleet) sent() (orders, signals int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return len(f.orders), len(f.signals)
}
func (f *fleet) change(i int, with func(*simHome)) {
	f.mu.Lock()
	defer f.mu.Unlock()
	with(f.homes[i])
}
