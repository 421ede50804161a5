package maker

import (
	"context"
	"errors"
	"fmt"

	"github.com/hearthgrid/hearthgrid/edge/driver/internal/register"
	"github.com/hearthgrid/hearthgrid/shared/fault"
	"github.com/hearthgrid/hearthgrid/shared/regmap"
)

// send writes in order, one request for each, or for neighbours where the map
// says so, and reads all of it back.
func (c *script) send(ctx context.Context, writes []write) error {
	if len(writes) == 0 {
		return nil
	}
	for rest := writes; len(rest) > 0; {
		n := c.together(rest)
		if err := c.post(ctx, rest[:n]); err != nil {
			return err
		}
		rest = rest[n:]
	}
	return c.confirm(ctx, writes)
}

// together is how many of the writes go in the next request.
func (c *script) together(writes []write) int {
	n, next := 1, writes[0].point.Offset()+len(writes[0].words)
	for c.vendor.Together && n < len(writes) && writes[n].point.Offset() == next && writes[n].point.Elsewhere() == writes[0].point.Elsewhere() {
		next += len(writes[n].words)
		n++
	}
	return n
}

// post counts what wears, and sends neighbours in one request.
func (c *script) post(ctx context.Context, writes []write) error {
	var words []uint16
	for _, w := range writes {
		words = append(words, w.words...)
		if !w.point.Wears() {
			continue
		}
		if err := c.book.Spend(w.point); err != nil {
			return err
		}
	}
	return c.hinted(c.unit.Post(ctx, writes[0].point, words))
}

// hinted adds to a device's refusal what the map says there is to do.
func (c *script) hinted(err error) error {
	if err == nil || !register.Refused(err) || c.vendor.Refused == "" {
		return err
	}
	out := c.unit.Fault("write", fault.KindOf(err), err)
	out.Hint = c.vendor.Refused
	return out
}

// confirm reads back what was written. Lengths and beats run, so that they are
// left out.
func (c *script) confirm(ctx context.Context, writes []write) error {
	if err := c.read(ctx); err != nil {
		return err
	}
	for _, w := range writes {
		p := c.points[w.step.Point]
		if !p.Known() || w.step.Term == regmap.Length || w.step.Term == regmap.Beat {
			continue
		}
		want, _ := w.point.From(w.point.Offset()).Decode(w.words)
		if has, told := p.Value(); !told || has != want {
			return c.overruled(fmt.Sprintf("%s was set to %g and reads %g", w.point.Name(), want, has))
		}
	}
	c.witness.Kept()
	return nil
}

// overruled tells of a register that does not read as it was written. Once is enough to
// refuse what is asked, whatever the witness makes of it.
func (c *script) overruled(why string) error {
	_ = c.witness.Overruled(why)
	return c.unit.Refuse(fault.Conflict, errors.New(why))
}
