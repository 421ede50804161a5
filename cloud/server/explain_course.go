package server

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/hearthgrid/hearthgrid/cloud/api"
	"github.com/hearthgrid/hearthgrid/cloud/twin"
	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// Ordered implements api.Explains.
func (x *explainer) Ordered(order uint64) []energy.SiteID {
	var sites []energy.SiteID
	x.sites.twins.Visit(func(t *twin.Twin) {
		if t.Desired.ID == order || t.Answer.Order == order || t.InForce() == order {
			sites = append(sites, t.Site)
		}
	})
	slices.Sort(sites)
	return sites
}

// Course implements api.Explains.
func (x *explainer) Course(ctx context.Context, site energy.SiteID, order uint64) (api.Course, error) {
	if _, err := x.sites.Site(site); err != nil {
		return api.Course{}, err
	}
	t, _ := x.sites.twins.Get(site)
	t.Site = site
	said, err := x.asker.Trace(ctx, site, order)
	if ctx.Err() != nil {
		return api.Course{}, ctx.Err()
	}
	return courseView(&t, order, said.Course, err)
}

// courseView puts what the cloud knows of an order before what the home says.
func courseView(t *twin.Twin, order uint64, at energy.Course, silent error) (api.Course, error) {
	c := api.Course{Site: t.Site, Order: order, Home: api.HomeTold, Steps: append(cloudSteps(t, order),
		api.StepAt(api.StepAccepted, "home", at.Accepted), api.StepAt(api.StepWritten, "home", at.Written),
		api.StepAt(api.StepReadBack, "home", at.ReadBack), api.StepAt(api.StepMeasured, "home", at.Measured))}
	switch {
	case silent != nil:
		c.Home = "not asked: " + silent.Error()
	case at.Order != order:
		c.Home = "the home does not remember the order"
	case at.Overruled != "":
		text := printable(at.Overruled)
		c.Overruled = &text
	}
	c.Plant = plantOf(t, order)
	if a := &t.Answer; a.Order == order && !a.Taken {
		text := a.Kind.String() + ": " + printable(a.Reason)
		c.Refusal = &text
	}
	if slices.ContainsFunc(c.Steps, func(s api.Step) bool { return s.Seen }) {
		return c, nil
	}
	if silent == nil {
		silent = &fault.Error{Op: "trace order", Kind: fault.NotFound, Subject: string(t.Site),
			Hint: "the cloud remembers the newest order of a home, the home some more", Err: errors.New(c.Home)}
	}
	return c, silent
}

// cloudSteps are those that are seen here. The twin has the newest order sent,
// which is noted when the broker took it, and the newest receipt.
func cloudSteps(t *twin.Twin, order uint64) []api.Step {
	var issued, clock time.Time
	if t.Desired.ID == order {
		issued = t.Desired.Issued
	}
	if t.Answer.Order == order {
		clock = t.Answer.Clock
	}
	sent := api.StepAt(api.StepSent, "cloud", time.Time{})
	sent.Seen = t.Desired.ID == order || t.Answer.Order == order
	answered := api.StepAt(api.StepAnswered, "home", clock)
	answered.Seen = t.Answer.Order == order
	return []api.Step{api.StepAt(api.StepIssued, "cloud", issued), sent, answered}
}
