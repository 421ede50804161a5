package proxy

import "sync/atomic"

// Stats are counts since the proxy was made, but for Clients, who are there now.
type Stats struct {
	Clients    int
	Requests   uint64 // frames heard
	Cached     uint64 // answered from what another read had brought
	Refused    uint64 // answered by an exception
	Slowed     uint64 // made to wait, because the client asked too often
	TurnedAway uint64 // connections for which there was no room
	Strangers  uint64 // connections from where nobody may come
	Malformed  uint64 // connections closed for what is no Modbus
	Failures   uint64 // connections that could not be accepted
}

type counters struct {
	requests, cached, refused, slowed          atomic.Uint64
	turnedAway, strangers, malformed, failures atomic.Uint64
}

// Stats returns a snapshot; counts may be of slightly different instants.
func (p *Proxy) Stats() Stats {
	return Stats{
		Clients: int(p.clients.Load()), Requests: p.requests.Load(), Cached: p.cached.Load(),
		Refused: p.refused.Load(), Slowed: p.slowed.Load(), TurnedAway: p.turnedAway.Load(),
		Strangers: p.strangers.Load(), Malformed: p.malformed.Load(), Failures: p.failures.Load(),
	}
}
