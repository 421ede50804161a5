package safety_test

import (
	"flag"
	"math"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/edge/safety"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

var steps = flag.Int("safety.steps", 200_000, "random steps to hold the reserve over")

// storm is a home in which anything may happen to any reading, and anything
// may be wished.
type storm struct {
	*rand.Rand
	limits safety.Limits
	now    time.Time
	soc    float64
}

func (r *storm) chance(of int) bool { return r.IntN(of) == 0 }

func spoiled[T ~float64](r *storm, v float64) energy.Reading[T] {
	out := energy.Read(T(v), r.now)
	if !r.chance(100) {
		return out
	}
	switch r.IntN(7) {
	case 0:
		return out.Lost()
	case 1:
		return out.Doubt()
	case 2:
		return energy.Read(T(v), r.now.Add(-time.Duration(r.IntN(90))*time.Second))
	case 3:
		return energy.Read(T(v), r.now.Add(time.Duration(r.IntN(90))*time.Second))
	case 4:
		return energy.Read(T(math.NaN()), r.now)
	case 5:
		return energy.Read(T(r.NormFloat64()*math.Pow(10, float64(r.IntN(300)))), r.now)
	}
	return energy.Reading[T]{}
}

func (r *storm) snapshot() energy.Snapshot {
	s := energy.Snapshot{
		Grid: spoiled[energy.Watts](r, r.NormFloat64()*4000), Battery: spoiled[energy.Watts](r, r.NormFloat64()*3000),
		Inverter: spoiled[energy.Watts](r, r.NormFloat64()*4000), PV: spoiled[energy.Watts](r, r.Float64()*6000),
		SoC: spoiled[energy.Ratio](r, r.soc), Capacity: spoiled[energy.WattHours](r, 10_000),
		MaxCharge: spoiled[energy.Watts](r, 5000), MaxDischarge: spoiled[energy.Watts](r, 5000),
		Temperature: spoiled[energy.Celsius](r, 20+r.NormFloat64()*15), CellMin: spoiled[energy.Volts](r, 3.2),
		CellMax: spoiled[energy.Volts](r, 3.3), Islanded: spoiled[energy.Ratio](r, float64(r.IntN(200)/199)),
	}
	for i := range s.Phases {
		s.Phases[i] = spoiled[energy.Amperes](r, r.NormFloat64()*10)
	}
	return s
}

// drift moves what the world and the owner do between two ticks.
func (r *storm) drift() {
	r.now = r.now.Add(time.Duration(r.IntN(3000)) * time.Millisecond)
	r.soc = min(max(r.soc+r.NormFloat64()*0.01, 0), 1)
	if r.chance(500) {
		r.limits.Live.Reserve = energy.Ratio(r.Float64())
	}
	if r.chance(200) {
		r.limits.Live.Import = safety.Cap{Limited: r.chance(2), Power: energy.Watts(r.IntN(8000))}
		r.limits.Live.Export = safety.Cap{Limited: r.chance(2), Power: energy.Watts(r.IntN(8000))}
		r.limits.Live.Lockout = r.chance(10)
	}
}

func (r *storm) wish() energy.Want {
	switch r.IntN(20) {
	case 0:
		return energy.Want{}
	case 1:
		return energy.WantPower(energy.Watts(math.NaN()))
	case 2:
		return energy.WantPower(energy.Watts(math.Inf(r.IntN(2) - 1)))
	}
	return energy.WantPower(energy.Watts(r.NormFloat64() * 5000))
}

// In as many random steps as asked for, with faults in every reading, no
// discharge is commanded at or below the reserve, and none where the state of
// charge is not known.
func TestRow46_NoDischargeBelowTheReserve(t *testing.T) {
	r := &storm{Rand: rand.New(rand.NewPCG(46, 0)), limits: everyCheck(), now: start, soc: 0.5}
	r.limits.Settle = time.Second
	r.limits.Proof, r.limits.Jumps, r.limits.Balance = safety.Proof{}, safety.Jumps{}, safety.Balance{} // they would rest most of the time
	var st safety.State
	discharges, breaches := 0, 0
	for range *steps {
		r.drift()
		if r.chance(10) {
			st = st.Cleared() // a person looks, or it would rest most of the time
		}
		s := r.snapshot()
		var set safety.Setpoint
		st, set, _ = safety.Step(&r.limits, st, s, r.wish(), energy.Layer(r.IntN(energy.NumLayers)), r.now)
		if p, _ := set.Power(); p > 0 {
			discharges++
			x, _ := s.SoC.Value()
			if s.SoC.Quality() != energy.Good || x <= max(r.limits.Reserve, r.limits.Live.Reserve) {
				breaches++
			}
		} else if math.IsNaN(float64(p)) {
			t.Fatal("a power that is no number")
		}
	}
	require.Zero(t, breaches)
	require.Greater(t, discharges, *steps/100, "the test would show nothing")
	t.Logf("%d steps, %d discharges, %d below the reserve", *steps, discharges, breaches)
}

// A reserve raised in the middle of an event ends it within two ticks, in the
// battery itself.
func TestRow46_RaisedReserveEndsTheEvent(t *testing.T) {
	h := settled(t)
	h.load = -4000
	h.run(30, always(2500))
	require.EqualValues(t, 2500, h.battery)
	h.limits.Live.Reserve = 0.8
	h.run(2, always(2500))
	require.Zero(t, h.battery)
	require.True(t, h.verdict.Bounds.Has(energy.BoundSoCLow))
	h.limits.Live.Reserve = 0.1 // the agreed floor stays
	h.soc = 0.19
	h.run(200, always(2500))
	require.Zero(t, h.battery)
}
