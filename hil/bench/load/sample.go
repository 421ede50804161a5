package load

import (
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/wire"
)

// Boot is the only one of every home.
const Boot = 1

// Payload returns samples first to first+n-1 of site as they are sent: the last
// was read at at, those before it a millisecond apart, or as far as the deadband of a
// home that is not in service says where there are more than one.
func Payload(site energy.SiteID, first uint64, n int, at time.Time) ([]byte, error) {
	b := wire.Batch{Site: site, Boot: Boot, Oldest: 1, Moment: energy.Moment{1}, Reports: make([]energy.Report, n)}
	for i := range b.Reports {
		read := at.Add(time.Duration(i-n+1) * time.Millisecond)
		b.Reports[i] = report(first+uint64(i), read)
		if n > 1 {
			b.Reports[i].Deadband, b.Reports[i].Still = idle, read
		}
	}
	return wire.EncodeTelemetry(b)
}

// idle is what homes leave out that are not in service.
var idle = energy.Deadband{Heartbeat: time.Minute, Power: 50, Share: 0.05, Charge: 0.01, Capacity: 100, Voltage: 2, Frequency: 0.02, Temperature: 1, Cell: 0.05, Current: 1}

// cycle is after how many samples the values of a home come again.
const cycle = 977

// report is a full one whose values move, as those of a home do.
func report(seq uint64, at time.Time) energy.Report {
	move := float64(seq % cycle)
	watts := func(w float64) energy.Reading[energy.Watts] { return energy.Read(energy.Watts(w), at) }
	return energy.Report{Seq: seq, Decision: energy.Decision{State: energy.Autonomous}, Snapshot: energy.Snapshot{
		At: at, Battery: watts(1000 + move), Load: watts(-2000 - move), PV: watts(500 + move/2), Grid: watts(-500 + move/2),
		Inverter: watts(1500 + move), MaxCharge: watts(4000), MaxDischarge: watts(5000),
		SoC: energy.Read(energy.Ratio(0.5+move/1e4), at), Capacity: energy.Read(energy.WattHours(10_000), at),
		Temperature: energy.Read(energy.Celsius(20+move/100), at),
		Voltage:     energy.Read(energy.Volts(230+move/1000), at), Frequency: energy.Read(energy.Hertz(50+move/1e5), at),
	}}
}
