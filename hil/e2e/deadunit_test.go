package e2e_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/cloud/api"
	"github.com/hearthgrid/hearthgrid/hil/device"
)

// The meter of one home and the battery of another fall silent, on a link that
// goes on carrying the other units.
func TestFault088_Row26_DeadUnitIsMissingAndNeverItsLastValue(t *testing.T) {
	t.Parallel()
	s := newSystem(t)
	noMeter, _ := s.served(t, device.ACCoupled)
	noBattery, _ := s.served(t, device.ACCoupled)
	s.light(t, device.Hybrid)
	s.joined(t, 3)

	meter := &silence{name: "grid_w"}
	pack := &silence{name: "battery_w"}
	noMeter.bank.Silence(device.MeterUnit)
	noBattery.bank.Silence(device.StorageUnit)
	cut := time.Now()
	await(t, "both missing for five seconds", 20*time.Second, func() string {
		meter.look(t, s.cloud, noMeter, cut)
		pack.look(t, s.cloud, noBattery, cut)
		return unless(meter.age > 5 && pack.age > 5, "not yet")
	})
	require.True(t, meter.view.Online && pack.view.Online, "the homes are there: only a unit is not")
	require.Equal(t, "commandable", meter.view.Condition, "%v", meter.view.Bounds)
	require.Equal(t, "broken", pack.view.Condition, "%v", pack.view.Bounds)
	require.NotNil(t, meter.view.Readings["battery_w"].Value)
	require.NotNil(t, pack.view.Readings["grid_w"].Value)
	require.Nil(t, meter.view.Readings["load_w"].Value, "a sum with a part missing is missing")

	// A plant's power is that of its batteries: a meter is no part of it.
	p, err := s.cloud.plant()
	require.NoError(t, err)
	require.Equal(t, 2, p.Coverage.Reporting, "%+v", p.Coverage)
	require.InDelta(t, 2.0/3, float64(p.Coverage.Measured), 1e-9)
	require.Equal(t, 1, p.Coverage.Excluded)

	noMeter.bank.Revive(device.MeterUnit)
	noBattery.bank.Revive(device.StorageUnit)
	await(t, "both back", 20*time.Second, func() string {
		m, b := s.reading(t, noMeter, "grid_w"), s.reading(t, noBattery, "battery_w")
		return unless(m.Value != nil && b.Value != nil, "one is missing still")
	})
	s.joined(t, 3)
}

func (s *system) reading(t *testing.T, h *home, name string) api.Reading {
	t.Helper()
	v, err := s.cloud.site(h.site)
	require.NoError(t, err)
	return v.Readings[name]
}

// silence follows one reading, through the API, whose unit fell silent.
type silence struct {
	name string
	view api.Site
	age  float64 // seconds, while missing; 0 before
}

// look checks that nothing is shown as read after the cut, and that what is
// missing does not come back or grow younger.
func (s *silence) look(t *testing.T, c *cloud, h *home, cut time.Time) {
	t.Helper()
	from := time.Now()
	v, err := c.site(h.site)
	require.NoError(t, err)
	r := v.Readings[s.name]
	require.NotNil(t, r.AgeS, "it was read once")
	read := from.Add(-time.Duration(*r.AgeS * float64(time.Second)))
	require.WithinRange(t, read, time.Time{}, cut.Add(underWay), "an old value with a new time")
	if r.Value == nil {
		require.GreaterOrEqual(t, *r.AgeS, s.age-underWay.Seconds())
		s.age = *r.AgeS
	} else {
		require.Zero(t, s.age, "%s came back without its unit", s.name)
	}
	s.view = v
}

// underWay is how long a report may be on its way, which its ages do not count:
// it leaves after the battery was written to, and one that is dead takes half a
// tick for that.
const underWay = 800 * time.Millisecond
