package safety_test

import (
	"time"

	"github.com/hearthgrid/hearthgrid/edge/safety"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// cellar is several batteries of one home, each with its own truth.
type cellar struct {
	limits safety.Limits
	snaps  []energy.Snapshot
	rating []energy.Watts
	parts  []*safety.Part
	able   []energy.Envelope
	into   []safety.Setpoint
	now    time.Time
}

var noon = time.Unix(1e9, 0)

func newCellar() *cellar {
	return &cellar{now: noon, limits: safety.Limits{
		Reserve: 0.1, MaxSoC: 1, SoCHysteresis: 0.01, Rating: 1e6, Hold: 10 * time.Second,
		Ages: safety.Ages{Grid: 5 * time.Second, Battery: 5 * time.Second, SoC: time.Minute, Temperature: time.Minute, Cells: time.Minute},
	}}
}

// add puts a battery in, with the most that it takes and gives.
func (c *cellar) add(soc energy.Ratio, size energy.WattHours, most energy.Watts) {
	c.snaps = append(c.snaps, energy.Snapshot{
		Battery: energy.Read[energy.Watts](0, c.now), SoC: energy.Read(soc, c.now), Capacity: energy.Read(size, c.now),
		MaxCharge: energy.Read(most, c.now), MaxDischarge: energy.Read(most, c.now),
	})
	c.rating = append(c.rating, most)
	c.parts = append(c.parts, &safety.Part{})
	c.able, c.into = append(c.able, energy.Envelope{}), append(c.into, safety.Setpoint{})
}

// look takes in what all of them tell, and returns what they can together.
func (c *cellar) look() energy.Envelope {
	var all energy.Envelope
	for i, p := range c.parts {
		c.able[i], _ = p.See(&c.limits, c.rating[i], c.snaps[i], c.now)
		all.Min, all.Max = all.Min+c.able[i].Min, all.Max+c.able[i].Max
	}
	return all
}
