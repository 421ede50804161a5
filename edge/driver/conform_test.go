package driver_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/edge/driver"
	"github.com/hearthgrid/hearthgrid/edge/driver/drivertest"
	"github.com/hearthgrid/hearthgrid/edge/safety"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// TestRow26_DriversConform also holds every driver to "zero is not absence", on
// each register of each model by itself.
func TestRow26_DriversConform(t *testing.T) {
	f := func(name string, build func(require.TestingT) *bank, inForce func(*bank) drivertest.Command, leave func(*bank), signs []drivertest.Sign, models ...uint16) {
		t.Helper()
		t.Run(name, func(t *testing.T) {
			drivertest.Test(t, func(t testing.TB, clock func() time.Time) drivertest.Subject {
				b := build(t)
				d := discover(t, b, clock)
				s := drivertest.Subject{Bank: b, Device: d, Models: models, Read: d.Read, Signs: signs}
				if inForce != nil {
					s.Control = controlOf(d, clock)
					s.Control.InForce, s.Control.Leave = inForce, leave
					b.Timers = []*drivertest.Timer{timerOf(b)}
				}
				return s
			})
		})
	}
	f("hybrid by 124", hybrid, inForce124, leave124, hybridSigns, 103, 160, 802)
	f("storage by 704", storage, inForce704, leave704, storageSigns, 701, 713, 714, 802)
	f("storage by 704, left in percent", storageInPercent, inForce704, leavePercent, storageSigns, 701, 713)
	f("storage by 124", storage124, inForce124, leave124, storageSigns, 701, 124, 120)
	f("storage by 704 that has 124 too", both, inForce704, leave704, storageSigns, 701, 713)
	f("solar", solar, nil, nil, solarSigns, 103)
	f("meter", meter, nil, nil, meterSigns, 203)
}

func controlOf(d *driver.Device, clock func() time.Time) *drivertest.Control {
	write := func(ctx context.Context, wish energy.Want, hold time.Duration) error {
		return d.Write(ctx, approveAt(wish, hold, clock()))
	}
	return &drivertest.Control{
		Hold: func(ctx context.Context, p energy.Watts, hold time.Duration) error {
			return write(ctx, energy.WantPower(p), hold)
		},
		Release: func(ctx context.Context) error { return write(ctx, energy.Want{}, time.Minute) },
		Applied: d.Applied, Count: 1, Most: time.Minute,
		Lapse: func(hold time.Duration) time.Time { return d.Lapse(approveAt(energy.WantPower(1), hold, clock())) },
	}
}

func curbOf(d *driver.Device, clock func() time.Time) *drivertest.Curb {
	return &drivertest.Curb{
		Cut: func(ctx context.Context, most energy.Watts, hold time.Duration) error {
			return d.Curtail(ctx, approveAt(energy.Want{}, hold, clock()).Curtailed(energy.WantPower(most)))
		},
		Free: func(ctx context.Context) error { return d.Curtail(ctx, approveAt(energy.Want{}, time.Minute, clock())) },
	}
}

// TestCurtailersConform holds the limit of model 123 to the suite: percent of a
// WMax of 6 kW, for the seconds of its timer.
func TestCurtailersConform(t *testing.T) {
	drivertest.Test(t, func(t testing.TB, clock func() time.Time) drivertest.Subject {
		b := device(40000, identity(t), image(t, 103, 0, inverter), image(t, 120, 0, plate), image(t, 123, 0, limits123))
		d := discover(t, b, clock)
		b.Timers = []*drivertest.Timer{{
			Starts: []uint16{b.Bases[123] + 9},
			Length: func(b *bank) time.Duration { return time.Duration(b.Get(123, 7)) * time.Second },
			End:    func(b *bank) { b.Set(123, 9, 0) },
		}}
		s := drivertest.Subject{Bank: b, Device: d, Models: []uint16{103}, Read: d.Read, Signs: solarSigns, Curb: curbOf(d, clock)}
		s.Curb.Count, s.Curb.Most, s.Curb.Blind = 60, time.Minute, true
		s.Curb.InForce = func(b *bank) (energy.Watts, bool) { return 60 * energy.Watts(b.Get(123, 5)), b.Get(123, 9) == 1 }
		return s
	})
}

// timerOf is the reversion timer of the better control that b has: low word of
// the seconds, and the enable that it takes away.
func timerOf(b *bank) *drivertest.Timer {
	model, seconds, enable := uint16(704), uint16(32), uint16(22)
	if _, ok := b.Bases[704]; !ok {
		model, seconds, enable = 124, 15, 5
	}
	return &drivertest.Timer{
		Starts: []uint16{b.Bases[model] + seconds},
		Length: func(b *bank) time.Duration { return time.Duration(b.Get(model, seconds)) * time.Second },
		End:    func(b *bank) { b.Set(model, enable, 0) },
	}
}

// approveAt lets safety make the setpoint, under limits that allow +-5 kW.
func approveAt(wish energy.Want, hold time.Duration, now time.Time) safety.Setpoint {
	limits := safety.Limits{MaxSoC: 1, Rating: 5000, Hold: hold}
	most := energy.Read(energy.Watts(5000), now)
	s := energy.Snapshot{SoC: energy.Read(energy.Ratio(0.5), now), MaxCharge: most, MaxDischarge: most}
	_, set, _ := safety.Step(&limits, safety.State{}, s, wish, energy.Dispatch, now)
	return set
}

// inForce124 reads model 124 by hand: WChaMax of 5 kW, rates in 0.01 %.
func inForce124(b *bank) drivertest.Command {
	return drivertest.Command{
		On:    b.Get(124, 5) == 3,
		Power: 5000 * energy.Watts(int16(b.Get(124, 12))) / 10000,
		Timer: time.Duration(b.Get(124, 15)) * time.Second,
	}
}

func leave124(b *bank) {
	b.Set(124, 12, neg(4000), 4000)
	b.Set(124, 15, 0)
	b.Set(124, 5, 3)
}

// inForce704 reads model 704 by hand: watts, or percent of a WMax of 5 kW.
func inForce704(b *bank) drivertest.Command {
	c := drivertest.Command{
		On:    b.Get(704, 22) == 1,
		Power: energy.Watts(int32(uint32(b.Get(704, 24))<<16 | uint32(b.Get(704, 25)))),
		Timer: time.Duration(b.Get(704, 31))<<16*time.Second + time.Duration(b.Get(704, 32))*time.Second,
	}
	if b.Get(704, 23) == 0 {
		c.Power = 5000 * energy.Watts(int16(b.Get(704, 28))) / 1000
	}
	return c
}

func leave704(b *bank) { b.Set(704, 22, 1, 1, 0, 700, 0, 0, 0, 0, 0, 0, 0) }

func leavePercent(b *bank) { b.Set(704, 22, 1, 0, 0, 0, 0, 0, neg(400), 0, 0, 0, 0) }
