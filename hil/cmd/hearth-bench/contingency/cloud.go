package contingency

import (
	"iter"
	"log/slog"
	"time"

	"github.com/hearthgrid/hearthgrid/cloud/arms"
	"github.com/hearthgrid/hearthgrid/cloud/twin"
	"github.com/hearthgrid/hearthgrid/shared/dispatchkey"
	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/fault"
	"github.com/hearthgrid/hearthgrid/shared/wire"
)

// cloud arms homes, as long as they reach it.
type cloud struct {
	twins  *twin.Store
	keeper *arms.Keeper
	homes  map[energy.SiteID]*house
	now    func() time.Time
	cut    bool
	sent   int // arms, while homes could be reached
	cried  int // arms, after that
	failed error
}

func newCloud(homes []*house, signer *dispatchkey.Signer, now func() time.Time) *cloud {
	c := &cloud{twins: twin.NewStore(), homes: map[energy.SiteID]*house{}, now: now}
	for _, h := range homes {
		c.homes[h.site] = h
	}
	c.keeper = arms.New(arms.DefaultConfig(), c, c, signer, slog.New(slog.DiscardHandler))
	return c
}

// Homes implements arms.Fleet.
func (c *cloud) Homes() iter.Seq2[energy.SiteID, arms.Home] {
	return func(yield func(energy.SiteID, arms.Home) bool) {
		on := true
		c.twins.Visit(func(t *twin.Twin) {
			on = on && yield(t.Site, arms.Home{
				Online: t.Online, Boot: t.Boot, Moment: t.Moment, MomentAt: t.MomentAt, Able: t.Arms.Able, Highest: t.Arms.Highest, Armed: t.Armed(),
			})
		})
	}
}

// want has homes armed with the service until a time.
func (c *cloud) want(s Service, until time.Time) {
	wishes := map[energy.SiteID]arms.Wish{}
	for site, h := range c.homes {
		wishes[site] = arms.Wish{Plant: "demo", Nominal: nominal, Curve: s.Curve, Up: h.armed(), Down: h.armed(), Until: until}
	}
	c.keeper.Want(wishes)
}

// Publish implements arms.Publisher.
func (c *cloud) Publish(topic string, payload []byte) error {
	if c.cut {
		c.cried++
		return &fault.Error{Op: "publish", Kind: fault.Unreachable}
	}
	site, _, err := wire.ParseSiteTopic(topic)
	if err != nil {
		return err
	}
	c.sent++
	h := c.homes[site]
	a, refusal := h.gate.Arm(payload)
	answer := wire.Answer{Site: site, Boot: firstBoot, Arm: a.ID, Taken: refusal == nil, Kind: fault.KindOf(refusal), HighestArm: a.ID, Clock: c.now(), Moment: h.gate.Moment()}
	if refusal != nil {
		answer.HighestArm, answer.Reason = 0, refusal.Error()
	}
	receipt, err := wire.EncodeReceipt(answer)
	if err == nil {
		answer, err = wire.DecodeReceipt(receipt)
	}
	c.twins.Answer(answer, c.now())
	c.keeper.Answer(answer, c.now())
	return err
}

// greet is the beginning of a home's session, or its end.
func (c *cloud) greet(h *house, online bool) {
	p := wire.Presence{Site: h.site, Boot: firstBoot, Online: online, Session: 1}
	if online {
		p.Moment, p.Armable = h.gate.Moment(), h.gateway.Armable()
	}
	status, err := wire.EncodeStatus(p)
	if err == nil {
		p, err = wire.DecodeStatus(status)
	}
	c.fail(err)
	c.twins.Presence(p, c.now())
}

// hear takes what a home tells of a pass, where it gets through.
func (c *cloud) hear(h *house) {
	if c.cut {
		return
	}
	h.seq++
	payload, err := wire.EncodeTelemetry(wire.Batch{
		Site: h.site, Boot: firstBoot, Oldest: h.seq, Moment: h.gate.Moment(), Reports: []energy.Report{{Seq: h.seq, Snapshot: h.snap, Decision: h.decision}},
	})
	var b wire.Batch
	if err == nil {
		b, err = wire.DecodeTelemetry(payload)
	}
	c.fail(err)
	c.twins.Batch(b, c.now())
}

// part cuts every link, as the brokers' wills tell.
func (c *cloud) part() {
	for _, h := range c.homes {
		c.greet(h, false)
	}
	c.cut = true
}

func (c *cloud) fail(err error) {
	if c.failed == nil {
		c.failed = err
	}
}
