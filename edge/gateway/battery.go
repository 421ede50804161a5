package gateway

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"github.com/hearthgrid/hearthgrid/edge/driver"
	"github.com/hearthgrid/hearthgrid/edge/safety"
	"github.com/hearthgrid/hearthgrid/edge/site"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// battery is one storage inverter of the home, found or not, with what it was told.
type battery struct {
	seat     *seat
	part     safety.Part
	joins    bool            // it is commanded
	why      string          // it is not, and is left in its own mode
	told     safety.Setpoint // by the pass before, the zero one where that failed
	last     energy.Want     // that it took, and
	lapses   time.Time       // until when that holds by itself
	held     bool            // by a command of ours that was not taken back yet
	failed   int             // writes in a row
	again    time.Time       // of the next write, where too many failed
	unproven bool            // it is not seen to obey
	stage    driver.Stage    // as last logged
}

// deafFor is how long a battery that takes no writes is left alone, where others can
// take its share.
const deafFor = 30 * time.Second

// stores tells whether the seat holds a battery, or may.
func (s *seat) stores() bool { return s.owes && s.role()&site.Storage != 0 }

// able tells whether the battery may be commanded beside others, and why not: by
// what it told last, and by what became of its commands.
func (x *battery) able(told *energy.Snapshot, now time.Time) string {
	d := x.seat.device
	good := told.Battery.Quality() == energy.Good && told.MaxCharge.Quality() == energy.Good && told.MaxDischarge.Quality() == energy.Good
	switch {
	case d == nil:
		return "it is not found yet"
	case !d.Controllable():
		return d.Trust().Reason
	case !good || told.SoC.Quality() != energy.Good || told.Capacity.Quality() != energy.Good:
		return "it does not tell its power, its limits, its charge and its size"
	case now.Before(x.again):
		return "it does not take what it is told"
	case x.unproven:
		return "it did not do what it was told"
	}
	return ""
}

// see takes in what the battery told, and so what it may be told itself. What its
// inverter passes of PV it cannot pass of the battery.
func (x *battery) see(own *safety.Limits, told *energy.Snapshot, now time.Time) {
	rating, most := x.rating(own.Rating)
	if sun, ok := told.PV.Value(); ok {
		told.MaxDischarge = narrowed(told.MaxDischarge, rating-max(0, sun))
	}
	own.Battery = most
	_, bounds := x.part.See(own, rating, *told, now)
	x.prove(bounds.Has(energy.BoundUnproven), told.Battery, own.Proof)
}

// does is the power of a battery that is on its own: as it tells, else as it was told,
// for as long as that may hold.
func (x *battery) does(told *energy.Snapshot, now time.Time) energy.Watts {
	p, ok := told.Battery.Value()
	if last, asked := x.last.Power(); !ok && asked && now.Before(x.lapses) {
		return last
	}
	return p
}

// rating is the most that its inverter passes by its name plate, most where it tells
// none, and what a reading of its power is believed to be.
func (x *battery) rating(most energy.Watts) (energy.Watts, safety.Cap) {
	if x.seat.device == nil {
		return most, safety.Cap{}
	}
	own := rated(safety.Limits{Rating: most}, x.seat.device.Nameplate())
	return own.Rating, own.Battery
}

// write tells the battery s within t, which it ends, and tells whether it holds.
func (x *battery) write(t *turn, s safety.Setpoint, log *slog.Logger) bool {
	defer t.end()
	err := x.seat.device.Write(t, s)
	p, asked := s.Power()
	x.held = asked || x.held && err != nil
	x.told = safety.Setpoint{}
	if err == nil {
		x.told, x.last, x.lapses = s, energy.Want{}, x.seat.device.Lapse(s)
	}
	if x.part.Told(x.told); err == nil && asked {
		x.last = energy.WantPower(p)
	}
	x.report(err, log)
	return err == nil && x.stage != driver.Overruled
}

// report logs what has changed with the battery's commands. A command that the end
// of the gateway cut short says nothing of the battery.
func (x *battery) report(err error, log *slog.Logger) {
	if errors.Is(err, context.Canceled) {
		return
	}
	if (err != nil) != (x.failed > 0) {
		log.Warn("battery command changed", "device", x.seat.id, "ok", err == nil, "err", err)
	}
	if x.failed++; err == nil {
		x.failed = 0
	}
	command := x.seat.device.Command()
	if command.Stage == driver.Overruled && x.stage != driver.Overruled {
		log.Error("ALARM: the battery does not keep what was written: it forgets, or another master commands it", "device", x.seat.id, "found", command.Why)
	}
	x.stage = command.Stage
}

// proven returns l with a proof where it was put off, for each of several batteries:
// one that does as it likes opposes the others.
func proven(l safety.Limits) safety.Limits {
	if !l.Proof.Limited {
		l.Proof = usualProof()
	}
	return l
}

// Where no proof was agreed, measured power this near to what was told counts as
// obeyed.
const usualTolerance energy.Watts = 100

// proofShare is the part of a power that may be missing where it counts as obeyed,
// beside the tolerance agreed: that of safety's own proof.
const proofShare = 0.1

// prove tells the driver what safety saw of the battery: once for each time that it
// did not obey, and where measured power is what was told, and too much to be chance.
func (x *battery) prove(unproven bool, measured energy.Reading[energy.Watts], agreed safety.Proof) {
	before := x.unproven
	if x.unproven = unproven; x.seat.device == nil {
		return
	}
	if unproven && !before {
		x.seat.device.Disobeyed()
	}
	tolerance := usualTolerance
	if agreed.Limited {
		tolerance = agreed.Tolerance
	}
	p, asked := x.told.Power()
	b, read := measured.Value()
	give := tolerance + proofShare*p.Abs()
	if asked && read && !unproven && b.Abs() > give && (b-p).Abs() <= give {
		x.seat.device.Obeyed()
	}
}
