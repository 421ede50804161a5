package driver

import (
	"context"
	"errors"
	"fmt"

	"github.com/hearthgrid/hearthgrid/shared/fault"
	"github.com/hearthgrid/hearthgrid/shared/regmap"
)

// send writes in order, one request for each, or for neighbours where the map
// says so, and reads all of it back.
func (c *program) send(ctx context.Context, d *Device, writes []write) error {
	if len(writes) == 0 {
		return nil
	}
	for rest := writes; len(rest) > 0; {
		n := c.together(rest)
		if err := d.post(ctx, rest[:n]); err != nil {
			return err
		}
		rest = rest[n:]
	}
	return c.confirm(ctx, d, writes)
}

// together is how many of the writes go in the next request.
func (c *program) together(writes []write) int {
	n, next := 1, writes[0].point.Offset()+len(writes[0].words)
	for c.vendor.Together && n < len(writes) && writes[n].point.Offset() == next && writes[n].point.Elsewhere() == writes[0].point.Elsewhere() {
		next += len(writes[n].words)
		n++
	}
	return n
}

// post counts what wears, and sends neighbours in one request.
func (d *Device) post(ctx context.Context, writes []write) error {
	var words []uint16
	for _, w := range writes {
		words = append(words, w.words...)
		if !w.point.Wears() {
			continue
		}
		if err := d.spend(w.point); err != nil {
			return err
		}
	}
	p := writes[0].point
	return d.hinted(d.bus.WriteHolding(ctx, d.unitOf(p.Elsewhere()), uint16(p.Offset()), words))
}

// hinted adds to a device's refusal what the map says there is to do.
func (d *Device) hinted(err error) error {
	if err == nil || !refused(err) || d.vendor.Refused == "" {
		return err
	}
	return &fault.Error{Op: "write", Kind: fault.KindOf(err), Subject: fmt.Sprintf("%s %s at unit %d", d.identity.Maker, d.identity.Model, d.unit), Hint: d.vendor.Refused, Err: err}
}

// confirm reads back what was written. Lengths and beats run, so that they are
// left out.
func (c *program) confirm(ctx context.Context, d *Device, writes []write) error {
	if err := c.read(ctx, d); err != nil {
		return err
	}
	for _, w := range writes {
		p := c.points[w.step.Point]
		if !p.known || w.step.Term == regmap.Length || w.step.Term == regmap.Beat {
			continue
		}
		want, _ := w.point.From(w.point.Offset()).Decode(w.words)
		if has, told := p.value(); !told || has != want {
			why := fmt.Sprintf("%s was set to %g and reads %g", w.point.Name(), want, has)
			c.blame(d, why)
			return d.refuse(fault.Conflict, errors.New(why))
		}
	}
	c.praise(d)
	return nil
}
