package safety_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/hearthgrid/hearthgrid/edge/safety"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// cast are batteries of 5 kW that follow what they are told after a dead time, as fast
// as each can.
type cast struct {
	*cellar
	power  []energy.Watts
	rate   []energy.Watts   // W per s
	told   [][]energy.Watts // by tick; a battery does what it was told dead ticks ago
	dead   []int
	bounds []energy.Bounds
	all    energy.Envelope
}

func newCast(settle time.Duration) *cast {
	c := &cast{cellar: newCellar()}
	c.limits.Proof = safety.Proof{Limited: true, Settle: settle, Tolerance: 300, Pause: 5 * time.Minute, Tries: 10}
	return c
}

func (c *cast) joins(rate energy.Watts, dead int) {
	c.add(0.5, 10_000, 5000)
	c.power, c.rate, c.dead = append(c.power, 0), append(c.rate, rate), append(c.dead, dead)
	c.told, c.bounds = append(c.told, make([]energy.Watts, dead+1)), append(c.bounds, 0)
}

// second commands p, or as much as all can, and lets a second go by. It returns what
// was approved for all.
func (c *cast) second(t require.TestingT, p energy.Watts) energy.Watts {
	for i, part := range c.parts {
		s := &c.snaps[i]
		s.Battery, s.SoC, s.Capacity = energy.Read(c.power[i], c.now), energy.Read[energy.Ratio](0.5, c.now), energy.Read[energy.WattHours](10_000, c.now)
		s.MaxCharge, s.MaxDischarge = energy.Read[energy.Watts](5000, c.now), energy.Read[energy.Watts](5000, c.now)
		_, c.bounds[i] = part.See(&c.limits, 5000, *s, c.now)
	}
	c.all = safety.Abreast(c.parts)
	p = c.all.Clamp(p)
	safety.Share(&safety.State{}, approve(t, p, c.now), c.parts, -1, c.into)
	for i, part := range c.parts {
		part.Told(c.into[i])
		share, _ := c.into[i].Power()
		c.told[i] = append(c.told[i], share)
		aim := c.told[i][len(c.told[i])-1-c.dead[i]]
		c.power[i] += energy.Envelope{Min: -c.rate[i], Max: c.rate[i]}.Clamp(aim - c.power[i])
	}
	c.now = c.now.Add(time.Second)
	return p
}

// opposed is the power that some take of what others give.
func (c *cast) opposed() energy.Watts {
	var up, down energy.Watts
	for _, p := range c.power {
		up, down = up+max(0, p), down+max(0, -p)
	}
	return min(up, down)
}

// However slow each of several batteries is, and whatever is asked of them when: none
// is told to run against one that still runs, and none does by more than the band.
func TestPain24_ASlowBatteryIsNotFedByTheOthers(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := newCast(time.Hour)
		for range rapid.IntRange(2, 4).Draw(t, "batteries") {
			c.joins(energy.Watts(rapid.SampledFrom([]float64{25, 100, 400, 2500, 1e4}).Draw(t, "rate")), rapid.IntRange(0, 2).Draw(t, "dead"))
		}
		for range rapid.IntRange(2, 8).Draw(t, "orders") {
			p := energy.Watts(rapid.OneOf(rapid.Float64Range(-2e4, 2e4), rapid.Float64Range(-300, 300)).Draw(t, "order"))
			for range rapid.IntRange(1, 150).Draw(t, "seconds") {
				before := append([]energy.Watts(nil), c.power...)
				approved := c.second(t, p)
				require.False(t, approved*p < 0 || approved.Abs() > p.Abs())
				c.abides(t, before)
				require.LessOrEqual(t, c.opposed(), energy.Watts(50*len(c.parts)), "%v", c.power)
			}
		}
		for range 20 {
			c.second(t, 0)
		}
	})
}

// abides requires that nobody was told to run against who ran.
func (c *cast) abides(t require.TestingT, ran []energy.Watts) {
	for i := range c.parts {
		share, _ := c.into[i].Power()
		for k, p := range ran {
			require.False(t, k != i && p.Abs() > 50 && share*p < 0, "%v told to one while another does %v", share, p)
		}
	}
}

// One that never comes off is given up, and the others are waited for no longer.
func TestABatteryThatGoesOnIsGivenUp(t *testing.T) {
	f := func(settle time.Duration, rate energy.Watts, ordered func(second int) energy.Watts, from, to int) {
		t.Helper()
		c := newCast(settle)
		c.joins(1e4, 0)
		c.joins(1e4, 0)
		for range 60 {
			c.second(t, 8000)
		}
		require.EqualValues(t, 4000, c.power[1])
		c.rate[1] = rate
		at := -1
		for i := range 600 {
			c.second(t, ordered(i))
			require.LessOrEqual(t, c.opposed(), energy.Watts(50), "after %d s", i)
			if c.bounds[1].Has(energy.BoundUnproven) {
				at = i
				break
			}
		}
		require.GreaterOrEqual(t, at, from)
		require.LessOrEqual(t, at, to)
	}
	still := func(p energy.Watts) func(int) energy.Watts { return func(int) energy.Watts { return p } }
	turns := func(i int) energy.Watts { return energy.Watts(8000 - 16000*(i/15%2)) }
	f(20*time.Second, 0, still(-8000), 20, 45)
	f(20*time.Second, 0, turns, 40, 200) // a proof of what was told lately never fails here
	f(time.Minute, 0, still(-8000), 60, 125)
	f(time.Minute, 100, still(-8000), -1, -1)
}

// What a battery is off by where it rests holds the others for as long as it takes to
// settle, and no longer.
func TestABatteryThatIsOffALittleHoldsNobody(t *testing.T) {
	c := newCast(time.Minute)
	c.joins(1e4, 0)
	c.joins(1e4, 0)
	for range 10 {
		c.second(t, -8000)
	}
	for i := range 20 {
		c.power[1] = -200
		require.Equal(t, i >= 15, c.second(t, 8000) > 5000, "after %d s", i)
	}
}

// Batteries that do at once what they are told reverse within seconds.
func TestQuickBatteriesReverseTogether(t *testing.T) {
	c := newCast(time.Minute)
	c.joins(1e4, 0)
	c.joins(1e4, 1)
	for range 10 {
		c.second(t, 8000)
	}
	waited := 0
	for c.second(t, -8000) > -8000 {
		waited++
	}
	require.LessOrEqual(t, waited, 3)
}
