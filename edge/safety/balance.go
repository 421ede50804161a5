package safety

import (
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// Balance is how meter, inverters and battery must agree with each other; the
// zero Balance does not judge, as is right where there is one of them only.
//
// They disagree where the meter exports more by Tolerance than the inverters
// give (a load gives nothing), or where the inverters differ by Tolerance and
// a tenth of what flows from battery and PV, for After more than they agree.
// And where a move of battery or PV by Tolerance is answered by the meter the wrong
// way round, whatever its lag of up to 6 s, or where a reading turns into its
// opposite with nothing moving: then its sign is in doubt, and the limits of the
// connection hold for either sign until a move is answered rightly. Four moves in
// 10 min so answered, or answered by five times as much, of a battery that was
// commanded, are disagreement. A sign that turns near 0 W is found at the first
// move, and harmless before, but for PV that rises slowly in a home whose battery
// is in its own mode: such PV needs Export of its inverter.
//
// What has begun to disagree does so on while one of them is silent.
// Disagreement forbids all power for Pause, and for good after Tries.
type Balance struct {
	Limited   bool
	Tolerance energy.Watts
	After     time.Duration
	Pause     time.Duration
	Tries     uint8 // retries
}

const lossShare = 0.1 // of what flows, between DC and AC side

func (b Balance) sound() bool {
	return !b.Limited || (b.Tolerance > 0 && energy.IsFinite(b.Tolerance) && b.After >= 0 && b.Pause > 0)
}

// balance is what is known of how the readings agree.
type balance struct {
	trial  trial
	behind lately        // battery and PV
	front  lately        // inverters
	apart  time.Duration // they disagreed, less what they agreed since
	echo   echo
}

// weigh judges one snapshot and tells whether power is forbidden.
func (s *State) weigh(l *Limits, snap *energy.Snapshot, usable signals, now time.Time) bool {
	b := &s.balance
	if !l.Balance.Limited {
		return false
	}
	passed := min(s.passed(now), l.Hold)
	apart := s.disagree(l, snap, usable, now) || (b.apart > 0 && !usable.has(grid|inverter|battery))
	if !apart {
		passed = -passed
	}
	b.apart = min(max(0, b.apart+passed), l.Balance.After)
	s.listen(l, snap, usable, now)
	if (apart && b.apart >= l.Balance.After) || b.echo.wrong() {
		if !b.trial.barred(now, l.Balance.Tries) {
			b.trial.fail(now, l.Balance.Pause)
		}
		b.echo = echo{doubt: b.echo.wrong() || b.echo.doubt}
	}
	return b.trial.barred(now, l.Balance.Tries)
}

// listen hears how the meter follows what battery and PV do.
func (s *State) listen(l *Limits, snap *energy.Snapshot, usable signals, now time.Time) {
	e := &s.balance.echo
	if !usable.has(battery) || (!usable.has(pv) && !snap.PV.At().IsZero()) {
		e.pause()
		return
	}
	g, _ := snap.Grid.Value()
	b, _ := snap.Battery.Value()
	sun, _ := snap.PV.Value()
	told, asked := s.last.Power()
	if !asked {
		told = b
	}
	switch {
	case !e.follow(flow{battery: b, sun: sun, told: told}, now):
	case usable.has(grid):
		e.hear(g, asked, l.Balance.Tolerance)
	default:
		e.miss()
	}
}

// disagree compares with what the others showed lately, for no two of them are
// read at once, and a meter lags.
func (s *State) disagree(l *Limits, snap *energy.Snapshot, usable signals, now time.Time) bool {
	g, _ := snap.Grid.Value()
	i, _ := snap.Inverter.Value()
	b, _ := snap.Battery.Value()
	sun, _ := snap.PV.Value()
	wrong := false
	if usable.has(inverter|battery) && (usable.has(pv) || snap.PV.At().IsZero()) {
		s.balance.behind.add(b+sun, l.Balance.After, now)
		gap := (i - s.balance.behind.all().Clamp(i)).Abs()
		wrong = gap > l.Balance.Tolerance+lossShare*(b.Abs()+sun.Abs())
	}
	if usable.has(grid | inverter) {
		s.balance.front.add(i, l.Balance.After, now)
		wrong = wrong || g-s.balance.front.all().Max > l.Balance.Tolerance
	}
	return wrong
}
