package maker

import (
	"fmt"
	"math"
	"slices"
	"time"

	"github.com/hearthgrid/hearthgrid/edge/driver/internal/wear"
	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/fault"
	"github.com/hearthgrid/hearthgrid/shared/regmap"
)

// write is one value on its way to the device.
type write struct {
	step  regmap.Step
	point regmap.Point // at its address on the wire
	words []uint16
}

// plan works out what to write; what is stored and stands already is left out.
func (c *Program) plan(steps []regmap.Step, p energy.Watts, hold time.Duration) ([]write, error) {
	var out []write
	for _, s := range steps {
		v, err := c.value(s, p, hold)
		if err != nil {
			return nil, err
		}
		if c.stands(s, v) {
			continue
		}
		w, err := c.encode(s, v)
		if err != nil {
			return nil, err
		}
		out = append(out, w)
	}
	return out, nil
}

// value is what a step writes, in the point's unit. Powers are cut to the
// register's resolution, so that no more is asked than was approved.
func (c *Program) value(s regmap.Step, p energy.Watts, hold time.Duration) (float64, error) {
	at := c.points[s.Point].At
	switch s.Term {
	case regmap.Power:
		beside, told := c.beside(s)
		if !told {
			return 0, c.unit.Refuse(fault.Unsupported, fmt.Errorf("%v, which %s counts in, are not all told", append(slices.Clone(s.Plus), s.Minus...), s.Point))
		}
		return at.Cut(float64(p)) + beside, nil
	case regmap.Size:
		return at.Cut(math.Abs(float64(p))), nil
	case regmap.Share:
		whole, err := c.whole(s.Of)
		if err != nil {
			return 0, err
		}
		return at.Cut(float64(p) / whole / percent), nil
	case regmap.Length:
		return lengthOf(hold, c.vendor.Lease), nil
	case regmap.Beat:
		c.beat = c.beat%0x7FFF + 1
		return float64(c.beat), nil
	}
	return s.Value, nil
}

// lengthOf is hold as the lease counts it, rounded up and never 0.
func lengthOf(hold time.Duration, l regmap.Lease) float64 {
	return max(1, math.Ceil(float64(hold)/float64(l.Count)))
}

// stands tells whether what is stored is what is asked, or nearer to 0 by less
// than is worth a write. More than asked it never is.
func (c *script) stands(s regmap.Step, v float64) bool {
	p := c.points[s.Point]
	has, told := p.Value()
	if !p.At.Wears() || !told {
		return false
	}
	return has == v || has*v > 0 && math.Abs(has) <= math.Abs(v) && math.Abs(v-has) <= p.At.Deadband()
}

func (c *script) encode(s regmap.Step, v float64) (write, error) {
	p, _ := c.vendor.Point(s.Point)
	w := write{step: s, point: p, words: make([]uint16, p.Size())}
	if err := p.From(p.Offset()).Encode(w.words, v); err != nil {
		return w, c.unit.Refuse(fault.KindOf(err), err)
	}
	return w, nil
}

// afford refuses writes that their registers have none left for.
func (c *script) afford(writes []write, n wear.Need) error {
	points := make([]regmap.Point, len(writes))
	for i, w := range writes {
		points[i] = w.point
	}
	return c.book.Afford(points, n)
}
