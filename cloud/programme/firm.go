package programme

import (
	"fmt"
	"math"
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// Firm is what the homes of a node can give together for so long, magnitudes: in the
// mean, and what can be had with the probability for which a fleet answers.
type Firm struct {
	For  time.Duration
	Up   Offer
	Down Offer
}

// Offer is a power in one direction. Firm is no more than Mean.
type Offer struct{ Mean, Firm energy.Watts }

// firm returns the offer of a node for at least so long, or that for the longest time
// there is one for: what is claimed beyond that is bounded by energy.
func (f *Facts) firm(node Node, lasts time.Duration) (found Firm, known bool) {
	for _, one := range f.Firm[node] {
		longer := one.For >= lasts && (found.For < lasts || one.For < found.For)
		if !known || longer || one.For > found.For && found.For < lasts {
			found, known = one, true
		}
	}
	return found, known
}

// of returns what of part, in the mean, is firm. The doubt of fewer homes is less, but
// not in proportion: where the errors of homes have nothing to do with each other it
// falls with the root of their share, which is the worst case.
func (o Offer) of(part energy.Watts) energy.Watts {
	if !(part > 0 && o.Mean > 0) {
		return 0
	}
	share := math.Min(1, float64(part/o.Mean))
	return max(0, part-(o.Mean-o.Firm)*energy.Watts(math.Sqrt(share)))
}

// quote says what of the homes that can be had is firm.
func (x *planning) quote() {
	firm, known := x.facts.firm(x.call.Node, x.call.Terms.endurance(x.call.Span()))
	if !known {
		return
	}
	var all Claim
	for i := range x.call.Claims {
		all.Up, all.Down = all.Up+x.call.Claims[i].Up, all.Down+x.call.Claims[i].Down
	}
	x.plan.Firm = &Quote{Up: firm.Up.of(all.Up), Down: firm.Down.of(all.Down)}
}

// answers fails where more is asked for than the programme lets be sold. A test sells
// nothing: it is only told.
func (x *planning) answers() error {
	c, ratio, have := x.call, energy.Watts(x.call.Terms.Rules.Firm), x.plan.Firm
	if ratio == 0 || have != nil && have.Up >= ratio*c.Up*(1-1e-9) && have.Down >= ratio*c.Down*(1-1e-9) {
		return nil
	}
	err, hint := fmt.Errorf("the firm power of %s is not known", c.Node), "wait until its homes have told of themselves, or try it as a test: --test"
	if have != nil {
		err = fmt.Errorf("%.1f kW up and %.1f kW down are firm, and %s asks for %.0f %% of what is called", float64(have.Up)/1000, float64(have.Down)/1000, c.Programme, 100*ratio)
		hint = fmt.Sprintf("ask for no more than %s, try it as a test (--test), or set firm_ratio of the programme", x.most(have, ratio))
	}
	if c.Purpose == Test {
		x.plan.Binds = append(x.plan.Binds, "firm: "+err.Error())
		return nil
	}
	return refused(c.ID, fault.Conflict, hint, err)
}

// most words the most that could be called.
func (x *planning) most(have *Quote, ratio energy.Watts) string {
	kilo := func(p energy.Watts) float64 { return math.Floor(float64(p/ratio)/100) / 10 }
	switch {
	case x.call.Down == 0:
		return fmt.Sprintf("%.1f kW up", kilo(have.Up))
	case x.call.Up == 0:
		return fmt.Sprintf("%.1f kW down", kilo(have.Down))
	}
	return fmt.Sprintf("%.1f kW up and %.1f kW down", kilo(have.Up), kilo(have.Down))
}
