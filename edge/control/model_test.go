package control_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// model is a desk told plainly: it keeps all it ever saw and looks for the
// answer afresh each time.
type model struct {
	taken []taken
	heard []heard
}

type taken struct {
	order energy.Order
	at    time.Time
	heard int // signals before it
}

func (t *taken) follows(p energy.PlantID, at time.Time) bool {
	return t.order.Plant == p && t.order.Share.FollowsSignal() && t.at.Add(t.order.Lease).After(at)
}

type heard struct {
	signal energy.Signal
	at     time.Time
}

// refusal returns why o is not taken, "" where it is.
func (m *model) refusal(o energy.Order) string {
	for _, old := range m.taken {
		if o.ID <= old.order.ID {
			return fault.Stale.String()
		}
	}
	switch {
	case o.ID == 0:
		return fault.Stale.String()
	case o.Lease > time.Minute:
		return fault.Unsafe.String()
	case o.Lease < 0:
		return fault.Invalid.String()
	}
	return ""
}

// inForce returns the newest order taken, while its lease lasts.
func (m *model) inForce(now time.Time) (o energy.Order, left time.Duration) {
	for _, t := range m.taken {
		if t.order.ID > o.ID {
			o, left = t.order, t.at.Add(t.order.Lease).Sub(now)
		}
	}
	if left <= 0 {
		return energy.Order{}, 0
	}
	return o, left
}

// first returns the order with which the home began to follow what it follows: the
// newest taken, or the one that it renews without a gap.
func (m *model) first() taken {
	i := len(m.taken) - 1
	for i > 0 && m.taken[i-1].follows(m.taken[i].order.Plant, m.taken[i].at) {
		i--
	}
	return m.taken[i]
}

// hear keeps s where it beats all of its plant, heard or told of by an order, and
// no order of another plant is in force.
func (m *model) hear(s energy.Signal, now time.Time) {
	if o, _ := m.inForce(now); o.ID != 0 && o.Plant != s.Plant {
		return
	}
	for _, old := range m.heard {
		if old.signal.Plant == s.Plant && old.signal.Seq >= s.Seq {
			return
		}
	}
	for _, t := range m.taken {
		if o := t.order; o.Lease > 0 && o.Share.FollowsSignal() && o.Plant == s.Plant && o.After > 0 && o.After >= s.Seq {
			return
		}
	}
	m.heard = append(m.heard, heard{signal: s, at: now})
}

func (m *model) want(now time.Time) energy.Want {
	o, _ := m.inForce(now)
	switch {
	case o.ID == 0:
		return energy.Want{}
	case o.Share.SlopeUp == 0 && o.Share.SlopeDown == 0:
		return energy.WantPower(o.Share.Base)
	case len(m.heard) == 0:
		return energy.Want{}
	}
	h, first := m.heard[len(m.heard)-1], m.first()
	if len(m.heard) <= first.heard && h.signal.Seq <= first.order.After {
		return energy.Want{}
	}
	if h.signal.Plant != o.Plant || now.Sub(h.at) > o.Share.SignalHold {
		return energy.Want{}
	}
	if h.signal.Level < 0 {
		return energy.WantPower(o.Share.Base + energy.Watts(h.signal.Level)*o.Share.SlopeDown)
	}
	return energy.WantPower(o.Share.Base + energy.Watts(h.signal.Level)*o.Share.SlopeUp)
}

func drawOrder(t *rapid.T) energy.Order {
	o := order(rapid.Uint64Range(0, 40).Draw(t, "id"))
	o.Plant = rapid.SampledFrom([]energy.PlantID{"p", "q"}).Draw(t, "plant")
	o.After = rapid.Uint64Range(0, 30).Draw(t, "after")
	o.Lease = time.Duration(rapid.IntRange(-1, 70).Draw(t, "lease")) * time.Second
	o.Share.Base = energy.Watts(rapid.IntRange(-3000, 3000).Draw(t, "base"))
	if rapid.Bool().Draw(t, "plain") {
		o.Share.SlopeUp, o.Share.SlopeDown = 0, 0
	}
	return o
}

func drawSignal(t *rapid.T) energy.Signal {
	return energy.Signal{Plant: rapid.SampledFrom([]energy.PlantID{"p", "q"}).Draw(t, "of"),
		Seq: rapid.Uint64Range(0, 60).Draw(t, "seq"), Level: rapid.Float64Range(-1, 1).Draw(t, "level")}
}

// TestRow31_ShuffledOrdersEndInTheNewestValid compares the desk with the model
// over sequences of orders and signals, old, repeated and new, and of time.
func TestRow31_ShuffledOrdersEndInTheNewestValid(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d, m, now := desk(), model{}, start
		for range rapid.IntRange(1, 40).Draw(t, "events") {
			switch rapid.IntRange(0, 2).Draw(t, "event") {
			case 0:
				o := drawOrder(t)
				want := m.refusal(o)
				if err := d.Accept(o, now); err != nil {
					require.Equal(t, want, fault.KindOf(err).String())
					break
				}
				require.Empty(t, want)
				m.taken = append(m.taken, taken{order: o, at: now, heard: len(m.heard)})
			case 1:
				s := drawSignal(t)
				d.Hear(s, now)
				m.hear(s, now)
			default:
				now = now.Add(time.Duration(rapid.IntRange(0, 20).Draw(t, "passed")) * time.Second)
			}
			o, left := m.inForce(now)
			out := d.Decide(energy.Snapshot{}, now)
			require.Equal(t, o.ID, out.Order)
			require.Equal(t, left, out.LeaseLeft)
			require.Equal(t, m.want(now), out.Wants[energy.Dispatch])
			_, asked := m.want(now).Power()
			require.Equal(t, asked, out.Layer == energy.Dispatch)
		}
	})
}
