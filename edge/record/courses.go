package record

import (
	"sync"
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// courses is how many orders are remembered: an hour at one each six seconds.
const courses = 600

// Courses keeps how far the newest orders have come. It is safe for concurrent use.
type Courses struct {
	mu   sync.Mutex
	ring []errand    // the newest is last
	told energy.Want // by the tick before, for the newest order
}

// errand is one order with whose it is.
type errand struct {
	Course
	plant energy.PlantID
}

// Accepted notes that an order of plant was taken at a time.
func (c *Courses) Accepted(order uint64, plant energy.PlantID, at time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.ring) == courses {
		c.ring = append(c.ring[:0], c.ring[1:]...)
	}
	c.ring = append(c.ring, errand{Course{Order: order, Accepted: at}, plant})
	c.told = energy.Want{}
}

// See takes the next tick, and how the registers read that the one before wrote.
func (c *Courses) See(t Tick, r Registers) {
	c.mu.Lock()
	defer c.mu.Unlock()
	n := len(c.ring)
	if n == 0 || c.ring[n-1].Order != t.Decision.Order {
		c.told = energy.Want{}
		return
	}
	c.ring[n-1].Course = c.ring[n-1].after(&t, c.told, r)
	c.told = commands(&t)
}

// Of returns the course of an order, and false where it is not remembered.
func (c *Courses) Of(order uint64) (Course, bool) {
	e, ok := c.of(order)
	return e.Course, ok
}

// Plant returns whose an order is, "" where it is not remembered.
func (c *Courses) Plant(order uint64) energy.PlantID {
	e, _ := c.of(order)
	return e.plant
}

func (c *Courses) of(order uint64) (errand, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for i := len(c.ring) - 1; i >= 0 && order != 0; i-- {
		if c.ring[i].Order == order {
			return c.ring[i], true
		}
	}
	return errand{}, false
}
