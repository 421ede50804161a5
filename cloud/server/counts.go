package server

import (
	"github.com/hearthgrid/hearthgrid/cloud/api"
	"github.com/hearthgrid/hearthgrid/cloud/ask"
	"github.com/hearthgrid/hearthgrid/cloud/broker"
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
}

// Counters implements api.Counts.
func (c *counts) Counters() api.Counters {
	b, in, h := c.broker.Stats(), c.ingest.Stats(), c.history.Stats()
	v := api.Counters{
		Fleet:  api.FleetCounters{Heard: c.twins.Len(), Connected: b.Connected},
		Broker: api.BrokerCounters{Messages: b.Messages, Refused: map[string]uint64{}},
		Ingest: api.IngestCounters{
			Received: in.Received, Stored: in.Stored, Repeated: in.Repeated, Retaken: in.Retaken, Lost: in.Lost,
			Missing: in.Missing, Told: in.Told, Unsent: in.Unsent, Refused: map[string]uint64{},
		},
		History: api.HistoryCounters(h),
		Ask:     api.AskCounters(c.asker.Stats()),
	}
	for reason, n := range b.Refused {
		v.Broker.Refused[reason.String()] = n
	}
	for reason, n := range in.Refused {
		v.Ingest.Refused[string(reason)] = n
	}
	for _, p := range c.plants.all() {
		o := p.Status().Orders
		v.Dispatch.Sent, v.Dispatch.Unsent, v.Dispatch.Refused = v.Dispatch.Sent+o.Sent, v.Dispatch.Unsent+o.Unsent, v.Dispatch.Refused+o.Refused
	}
	return v
}
