package server

import (
	"github.com/hearthgrid/hearthgrid/cloud/api"
	"github.com/hearthgrid/hearthgrid/cloud/arms"
	"github.com/hearthgrid/hearthgrid/cloud/ask"
	"github.com/hearthgrid/hearthgrid/cloud/broker"
	"github.com/hearthgrid/hearthgrid/cloud/fleet"
	"github.com/hearthgrid/hearthgrid/cloud/history"
	"github.com/hearthgrid/hearthgrid/cloud/ingest"
	"github.com/hearthgrid/hearthgrid/cloud/twin"
)

// counts answers for what the rooms count.
type counts struct {
	broker  *broker.Broker
	ingest  *ingest.Receiver
	history *history.Writer
	twins   *twin.Store
	asker   *ask.Asker
	plants  *running

	estimates *estimates
	registry  *fleet.Registry
	arms      *arms.Keeper

	programmes *programmes
	settlement *settlement
}

// Counters implements api.Counts.
func (c *counts) Counters() api.Counters {
	b, in := c.broker.Stats(), c.ingest.Stats()
	v := api.Counters{
		Fleet:  api.FleetCounters{Heard: c.twins.Len(), Connected: b.Connected},
		Broker: api.BrokerCounters{Messages: b.Messages, Refused: map[string]uint64{}},
		Ingest: api.IngestCounters{
			Received: in.Received, Stored: in.Stored, Repeated: in.Repeated, Retaken: in.Retaken, Lost: in.Lost,
			Missing: in.Missing, Told: in.Told, Unsent: in.Unsent, Refused: map[string]uint64{},
		},
		Ask: api.AskCounters(c.asker.Stats()), Estimates: passesView(c.estimates.pace.passes()), Registry: outboxView(c.registry.Outbox()),
	}
	v.History = historyView(c.history.Stats(), storeView(c.history.State()))
	v.Programmes = c.programmes.counts.view(len(c.programmes.outcome.Load().Calls))
	a := c.arms.Counts()
	v.Arms = api.ArmCounters{Wanted: a.Wanted, Armed: a.Armed, Waiting: a.Waiting, Refused: a.Refused, Unable: a.Unable, Away: a.Away}
	v.Settlement = c.settlement.counts()
	for reason, n := range b.Refused {
		v.Broker.Refused[reason.String()] = n
	}
	for reason, n := range in.Refused {
		v.Ingest.Refused[string(reason)] = n
	}
	o := c.programmes.nodes.orders()
	for _, p := range c.plants.all() {
		o = plus(o, p.Status().Orders)
	}
	v.Dispatch.Sent, v.Dispatch.Unsent, v.Dispatch.Refused = o.Sent, o.Unsent, o.Refused
	return v
}

func historyView(h history.Stats, s api.Store) api.HistoryCounters {
	return api.HistoryCounters{
		Appended: h.Appended, Stored: h.Stored, Dropped: h.Dropped, Delivered: h.Delivered, Replayed: h.Replayed, Refused: h.Refused,
		Corrupt: h.Corrupt, JournalBytes: h.JournalBytes, State: s.State, Waiting: s.Waiting, Undelivered: s.Undelivered, Corrected: h.Corrected,
		Delay: delayView(&h.Delays),
	}
}

func delayView(d *history.Delays) api.Histogram {
	v := api.Histogram{Counts: d.Steps[:], Sum: d.Sum.Seconds()}
	for _, bound := range history.DelayBounds {
		v.Bounds = append(v.Bounds, bound.Seconds())
	}
	return v
}

func passesView(p Passes) api.EstimateCounters {
	return api.EstimateCounters{
		Made: p.Made, Skipped: p.Skipped, TookS: p.Took.Seconds(), MostTookS: p.MostTook.Seconds(),
		LateS: p.Late.Seconds(), MostLateS: p.MostLate.Seconds(),
	}
}

func outboxView(o fleet.Outbox) api.RegistryCounters {
	return api.RegistryCounters{
		Changes: uint64(max(0, o.Changes)), Behind: uint64(max(0, o.Behind)), Pruned: uint64(max(0, o.Pruned)), Cut: uint64(max(0, o.Cut)),
	}
}
