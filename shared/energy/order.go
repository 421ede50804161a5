package energy

import "time"

// Moment is an instant of a home's own clock in its present boot, sealed by that
// home: whoever else holds it can hand it back and make no other. The zero
// Moment is none.
type Moment [16]byte

// Order is a lease on a home's battery. It begins when the home accepts it,
// ends by itself Lease after its Moment on the home's own monotonic clock, so that
// no delay on its way makes it last longer, and needs no message to end. The
// newest ID wins. Lease 0 ends whatever is in force.
type Order struct {
	ID     uint64    // strictly increasing per site; 0 means no order
	Site   SiteID    // the only home that may accept it
	Boot   uint64    // the gateway's boot it was made for: a reboot voids it
	Issued time.Time // on the dispatcher's clock; for people and traces only
	Moment Moment    // newest that the home told when the order was made
	Lease  time.Duration
	Plant  PlantID // whose Signal the share follows
	After  uint64  // signals of Plant up to this Seq are not for this order
	Share  Participation
}

// Participation is how a home follows its plant's regulation signal: battery
// power Base + SlopeUp*level for a level above 0, Base + SlopeDown*level for
// one below, kept inside Bounds. Slopes are magnitudes in W per unit of level.
// With both slopes 0 it is a plain setpoint and needs no signal.
type Participation struct {
	Base      Watts
	SlopeUp   Watts
	SlopeDown Watts
	Bounds    Envelope
	// SignalHold is how long a received signal stands for itself. Past it the
	// home is back in its own mode until the next one.
	SignalHold time.Duration
}

// FollowsSignal tells whether the share needs a signal to mean anything.
func (p Participation) FollowsSignal() bool { return p.SlopeUp != 0 || p.SlopeDown != 0 }

// Power returns the battery power asked at level, -1..1 (clamped).
func (p Participation) Power(level float64) Watts {
	level = min(max(level, -1), 1)
	slope := p.SlopeUp
	if level < 0 {
		slope = p.SlopeDown
	}
	return p.Bounds.Clamp(p.Base + Watts(level)*slope)
}

// Signal is one broadcast of a plant's regulation level, -1 (all down, charge)
// to +1 (all up, discharge). The newest Seq wins.
type Signal struct {
	Plant PlantID
	Seq   uint64 // strictly increasing per plant, also across restarts
	Level float64
	Sent  time.Time // on the dispatcher's clock
}
