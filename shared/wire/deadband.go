package wire

import (
	"fmt"
	"math"
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// deadbandOf returns what the sparse reports of a message leave out, nil where
// none is sparse. A home has one deadband in one boot, more or less loose.
func deadbandOf(reports []energy.Report) (*Deadband, error) {
	var found energy.Deadband
	for i := range reports {
		b := reports[i].Deadband
		b.Loose = 0
		switch {
		case !b.On() || b == found:
		case found.On():
			return nil, fmt.Errorf("encode telemetry: report %d has another deadband than those before it", reports[i].Seq)
		default:
			found = b
		}
	}
	if !found.On() {
		return nil, nil
	}
	return &Deadband{
		HeartbeatMs: millis(found.Heartbeat), PowerW: whole(found.Power), PowerPermille: thousandths(found.Share),
		SocPermille: thousandths(found.Charge), CapacityWh: whole(found.Capacity), VoltageMv: thousandths(found.Voltage),
		FrequencyMhz: thousandths(found.Frequency), TemperatureMillicelsius: thousandths(found.Temperature),
		CellMv: thousandths(found.Cell), CurrentMa: thousandths(found.Current),
	}, nil
}

func decodeDeadband(m *Deadband) energy.Deadband {
	if m == nil {
		return energy.Deadband{}
	}
	const milli = 1e-3
	return energy.Deadband{
		Heartbeat: duration(m.HeartbeatMs), Power: energy.Watts(m.PowerW), Share: energy.Ratio(m.PowerPermille) * milli,
		Charge: energy.Ratio(m.SocPermille) * milli, Capacity: energy.WattHours(m.CapacityWh), Voltage: energy.Volts(m.VoltageMv) * milli,
		Frequency: energy.Hertz(m.FrequencyMhz) * milli, Temperature: energy.Celsius(m.TemperatureMillicelsius) * milli,
		Cell: energy.Volts(m.CellMv) * milli, Current: energy.Amperes(m.CurrentMa) * milli,
	}
}

// looseOf is how loose the deadband of b is as it is told: 0 where it is not. A
// cloud that knows nothing of it then takes the report for one of service, which
// holds for no time.
func looseOf(b energy.Deadband) uint32 {
	if !b.On() || b.Loose == 0 {
		return 0
	}
	return uint32(b.Loose) + 1
}

// omission is what a sample says of the ticks after it.
type omission struct {
	sparse bool
	loose  uint32
}

// of is what is left out by the deadband of the message. What is looser than this
// build knows promises nothing.
func (o omission) of(band energy.Deadband) energy.Deadband {
	switch {
	case o.loose > uint32(energy.Loosest)+1:
		band.Loose = energy.Blind
	case o.loose > 0:
		band.Loose = energy.Loose(o.loose - 1)
	case !o.sparse:
		return energy.Deadband{}
	}
	return band
}

// whole rounds up: what is told of a deadband is never less than it is.
func whole[T ~float64](v T) uint32 {
	return uint32(min(math.Ceil(max(0, float64(v))), math.MaxUint32))
}

// thousandths is whole, in thousandths. What is a hair above one is that one.
func thousandths[T ~float64](v T) uint32 { return whole(float64(v)*1e3 - 1e-6) }

// stillFor is how long before at the newest tick was left out, 0 for none.
func stillFor(r *energy.Report) uint64 {
	if r.Still.IsZero() {
		return 0
	}
	return max(1, millis(r.Snapshot.At.Sub(r.Still)))
}

func stillAt(ms uint64, at time.Time) time.Time {
	if ms == 0 {
		return time.Time{}
	}
	return at.Add(-duration(ms))
}
