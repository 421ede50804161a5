package site_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/edge/site"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// BenchmarkPutAndSnapshot is one tick of a home with a meter, a PV inverter and
// a battery.
func BenchmarkPutAndSnapshot(b *testing.B) {
	at := time.Unix(1e9, 0)
	s := site.New(site.Device{ID: "meter", Role: site.Meter}, site.Device{ID: "pv", Role: site.Generator}, site.Device{ID: "battery", Role: site.Storage})
	watts := func(w energy.Watts) energy.Reading[energy.Watts] { return energy.Read(w, at) }
	parts := map[energy.DeviceID]energy.Snapshot{
		"meter": {Grid: watts(-300), Voltage: energy.Read(energy.Volts(231), at), Frequency: energy.Read(energy.Hertz(50), at)},
		"pv":    {Inverter: watts(2000), PV: watts(2100)},
		"battery": {Inverter: watts(-800), Battery: watts(-800), SoC: energy.Read(energy.Ratio(0.5), at), Capacity: energy.Read(energy.WattHours(10_000), at),
			MaxCharge: watts(5000), MaxDischarge: watts(5000), Temperature: energy.Read(energy.Celsius(24), at)},
	}
	tick := func() energy.Snapshot {
		for id, part := range parts {
			if err := s.Put(id, part); err != nil {
				b.Fatal(err)
			}
		}
		return s.Snapshot(at.Add(time.Second))
	}
	load, ok := tick().Load.Value()
	require.True(b, ok)
	require.Equal(b, energy.Watts(-1500), load)
	b.ReportAllocs()
	for b.Loop() {
		tick()
	}
}
