package load

import (
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/wire"
)

// Boot is the only one of every home.
const Boot = 1

// Payload returns sample number seq of site as it is sent, read seq seconds
// after since.
func Payload(site energy.SiteID, seq uint64, since time.Time) ([]byte, error) {
	at := since.Add(time.Duration(seq) * time.Second)
	return wire.EncodeTelemetry(wire.Batch{Site: site, Boot: Boot, Oldest: 1, Reports: []energy.Report{report(seq, at)}})
}

// report is a full one whose values move, as those of a home do.
func report(seq uint64, at time.Time) energy.Report {
	move := float64(seq % 977)
	watts := func(w float64) energy.Reading[energy.Watts] { return energy.Read(energy.Watts(w), at) }
	return energy.Report{Seq: seq, Decision: energy.Decision{State: energy.Autonomous}, Snapshot: energy.Snapshot{
		At: at, Battery: watts(1000 + move), Load: watts(-2000 - move), PV: watts(500 + move/2), Grid: watts(-500 + move/2),
		Inverter: watts(1500 + move), MaxCharge: watts(4000), MaxDischarge: watts(5000),
		SoC: energy.Read(energy.Ratio(0.5+move/1e4), at), Capacity: energy.Read(energy.WattHours(10_000), at),
		Temperature: energy.Read(energy.Celsius(20+move/100), at),
		Voltage:     energy.Read(energy.Volts(230+move/1000), at), Frequency: energy.Read(energy.Hertz(50+move/1e5), at),
	}}
}
