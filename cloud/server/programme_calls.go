package server

import (
	"context"
	"errors"
	"time"

	"github.com/hearthgrid/hearthgrid/cloud/api"
	"github.com/hearthgrid/hearthgrid/cloud/programme"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// Calls implements api.Calls.
func (p *programmes) Calls(since time.Time) api.CallList {
	out := p.outcome.Load()
	v := api.CallList{Calls: []api.Call{}, Regions: []api.RegionMotion{}}
	if h := p.desk.Halted(); h != nil {
		v.Halted = &api.Halt{By: api.Person(h.By), At: h.At, Why: h.Why}
	}
	p.desk.Review(since, func(c *programme.Call) { v.Calls = append(v.Calls, p.callView(c, deliveryOf(out, c.ID))) })
	caps := p.caps.known()
	for _, m := range out.Regions {
		one := api.RegionMotion{Region: string(m.Region), Power: m.Power}
		if c, known := caps[m.Region]; known && p.clock().Sub(c.Read) <= p.config.CapAge {
			one.Cap = &c.Most
		}
		v.Regions = append(v.Regions, one)
	}
	return v
}

// Call implements api.Calls.
func (p *programmes) Call(id string) (api.CallDetail, error) {
	c, err := p.desk.Call(programme.CallID(id))
	if err != nil {
		return api.CallDetail{}, err
	}
	d := deliveryOf(p.outcome.Load(), c.ID)
	v := api.CallDetail{Call: p.callView(&c, d), Terms: programmeView(c.Terms), Claims: []api.Claim{}, LeftOut: []api.LeftOut{}}
	for i := range c.Claims {
		k := &c.Claims[i]
		v.Claims = append(v.Claims, api.Claim{
			Site: k.Site, Up: k.Up, Down: k.Down, EnergyUp: k.EnergyUp, EnergyDown: k.EnergyDown, Told: k.Told, Withdrawn: k.Withdrawn,
		})
	}
	if d != nil {
		v.LeftOut = leftOutView(d.LeftOut)
	}
	return v, nil
}

// DryRun implements api.Calls.
func (p *programmes) DryRun(ctx context.Context, c api.CallRequest, by api.Person) (api.Plan, error) {
	now := p.clock()
	f, err := p.planFacts(ctx, programme.Node(c.Node), now)
	if err != nil {
		return api.Plan{}, err
	}
	plan := p.desk.DryRun(requestOf(&c), programme.Person(by), &f, now)
	return p.planView(&plan), nil
}

// Propose implements api.Calls.
func (p *programmes) Propose(ctx context.Context, c api.CallRequest, by api.Person) (api.Plan, error) {
	now := p.clock()
	f, err := p.planFacts(ctx, programme.Node(c.Node), now)
	if err != nil {
		return api.Plan{}, err
	}
	plan, err := p.desk.Propose(requestOf(&c), programme.Person(by), &f, now)
	if err != nil {
		return api.Plan{}, err
	}
	p.look()
	return p.planView(&plan), nil
}

// Approve implements api.Calls.
func (p *programmes) Approve(id string, by api.Person) error {
	defer p.look()
	return p.desk.Approve(programme.CallID(id), programme.Person(by), p.clock())
}

// StopCall implements api.Calls.
func (p *programmes) StopCall(id string, by api.Person, why string) error {
	defer p.look()
	return p.desk.Stop(programme.CallID(id), programme.Person(by), why, p.clock())
}

// Halt implements api.Calls: what people asked plants for is stopped too. It holds at
// once; an error says what may come back after a restart.
func (p *programmes) Halt(by api.Person, why string) error {
	err := p.desk.Halt(programme.Person(by), why, p.clock())
	p.road.plants.asked.halt(true, p.road.plants.all())
	p.look()
	return errors.Join(err, p.road.forgetTargets(p.clock()))
}

// Resume implements api.Calls.
func (p *programmes) Resume(by api.Person, why string) error {
	defer p.look()
	return p.desk.Resume(programme.Person(by), why, p.clock())
}

func requestOf(c *api.CallRequest) programme.Request {
	return programme.Request{
		ID: programme.CallID(c.ID), Programme: programme.ID(c.Programme), Node: programme.Node(c.Node), Purpose: programme.Purpose(c.Purpose),
		Start: c.Start, End: c.End, Up: c.Up, Down: c.Down, Least: c.Least,
	}
}

func deliveryOf(out *programme.Outcome, id programme.CallID) *programme.Delivery {
	for i := range out.Calls {
		if out.Calls[i].Call == id {
			return &out.Calls[i]
		}
	}
	return nil
}

func (p *programmes) callView(c *programme.Call, d *programme.Delivery) api.Call {
	v := api.Call{
		CallRequest: api.CallRequest{
			ID: string(c.ID), Programme: string(c.Programme), Node: string(c.Node), Purpose: string(c.Purpose),
			Start: c.Start, End: c.End, Up: c.Up, Down: c.Down, Least: c.Least,
		},
		By: api.Person(c.By), Planned: c.Planned, Stage: string(c.Stage), Why: c.Why, Guarded: c.Guarded, Began: c.Began, Closed: c.Closed, Homes: len(c.Claims),
	}
	if a := c.Approval; a != nil {
		v.Approval = &api.Approval{By: api.Person(a.By), At: a.At, Until: a.Until}
	}
	for i := range c.Claims {
		if c.Claims[i].Told != nil {
			v.Told++
		}
	}
	if d != nil {
		v.Delivery = &api.Delivery{
			Wanted: d.Wanted, Given: d.Given, Delivered: p.delivered(c.ID), Up: d.Up, Down: d.Down, Bounds: words(d.Bounds), LeftOut: len(d.LeftOut),
		}
	}
	return v
}

// delivered is what the homes of a call do as it was read, nil where they are asked for
// nothing or nothing is seen of them. Where others have the same homes it is the call's
// part of what all are asked for.
func (p *programmes) delivered(id programme.CallID) (all *energy.Watts) {
	out := p.outcome.Load()
	for i := range out.Targets {
		part, has := out.Targets[i].Part(id)
		plant := p.nodes.find(out.Targets[i].Plant())
		if !has || plant == nil {
			continue
		}
		s := plant.Status()
		if !s.Active || s.Total.Provenance == energy.Unseen {
			continue
		}
		if all == nil {
			all = new(energy.Watts)
		}
		*all += s.Total.Mean * energy.Watts(part)
	}
	return all
}

func words[T ~string](list []T) []string {
	all := make([]string, len(list))
	for i, one := range list {
		all[i] = string(one)
	}
	return all
}

func (p *programmes) planView(plan *programme.Plan) api.Plan {
	v := api.Plan{
		Up: plan.Up, Down: plan.Down, Refused: plan.Refused, Binds: append([]string{}, plan.Binds...), LeftOut: leftOutView(plan.LeftOut),
		Regions: []api.RegionShare{}, Cuts: []api.Loss{},
	}
	if q := plan.Firm; q != nil {
		v.FirmUp, v.FirmDown = &q.Up, &q.Down
	}
	if plan.Call != nil {
		c := p.callView(plan.Call, nil)
		v.Call = &c
	}
	for _, r := range plan.Regions {
		v.Regions = append(v.Regions, api.RegionShare{Region: string(r.Region), Homes: r.Homes, Up: r.Up, Down: r.Down, Cap: r.Cap})
	}
	for _, l := range plan.Cuts {
		v.Cuts = append(v.Cuts, api.Loss{Call: string(l.Call), Homes: l.Homes, Up: l.Up, Down: l.Down})
	}
	return v
}

func leftOutView(list []programme.LeftOut) []api.LeftOut {
	all := make([]api.LeftOut, len(list))
	for i, l := range list {
		all[i] = api.LeftOut{Site: l.Site, Why: string(l.Why), Detail: l.Detail, Partly: l.Partly}
		if k := l.Conflict; k != nil {
			all[i].Conflict = &api.Conflict{With: string(k.With), Of: string(k.Of), Start: k.Start, End: k.End, Resource: string(k.Resource)}
		}
	}
	return all
}
