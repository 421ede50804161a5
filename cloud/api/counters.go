package api

import (
	"net/http"
)

// Counts answers for what the cloud counts of itself.
type Counts interface {
	Counters() Counters
}

// Counters is what every queue took, refused and lost since the cloud started,
// and how much there is now of what is said so.
type Counters struct {
	Fleet     FleetCounters    `json:"fleet"`
	Broker    BrokerCounters   `json:"broker"`
	Ingest    IngestCounters   `json:"ingest"`
	History   HistoryCounters  `json:"history"`
	Dispatch  DispatchCounters `json:"dispatch"`
	Ask       AskCounters      `json:"ask"`
	Events    EventCounters    `json:"events"`
	Estimates EstimateCounters `json:"estimates"`
	Registry  RegistryCounters `json:"registry"`
	Arms      ArmCounters      `json:"arms"`

	Programmes ProgrammeCounters `json:"programmes"`
	Settlement SettleCounters    `json:"settlement"`
}

// SettleCounters counts what was done to settle calls.
type SettleCounters struct {
	Looks   uint64 `json:"looks"`   // at calls, whether they are due anything or what they came to
	Misses  uint64 `json:"misses"`  // of those, that failed and are made again
	Entries uint64 `json:"entries"` // in the ledger, since it was begun
	Calls   int    `json:"calls"`   // that were looked at, now
	Failing int    `json:"failing"` // of those, of which the last look failed
}

// ProgrammeCounters counts the looks at programmes, one of which is due each second.
type ProgrammeCounters struct {
	Ticks     uint64 `json:"ticks"`
	Undurable uint64 `json:"undurable"` // that asked for nothing, for what was decided could not be written
	Freed     uint64 `json:"freed"`     // homes that were told in the midst of a call that it is over for them
	Running   int    `json:"running"`   // calls, now
}

// ArmCounters counts the homes that are to answer the frequency by themselves now, each
// once in armed to away.
type ArmCounters struct {
	Wanted  int `json:"wanted"`
	Armed   int `json:"armed"`   // tell that they are
	Waiting int `json:"waiting"` // are asked, or about to be
	Refused int `json:"refused"` // did not take it
	Unable  int `json:"unable"`  // take no arms, or none such
	Away    int `json:"away"`    // are not connected
}

// EstimateCounters counts the passes over all homes, one of which is due each second.
type EstimateCounters struct {
	Made      uint64  `json:"made"`
	Skipped   uint64  `json:"skipped"` // for the one before was at work still
	TookS     float64 `json:"took_s"`  // the last one
	MostTookS float64 `json:"most_took_s"`
	LateS     float64 `json:"late_s"` // after it was due the last one began
	MostLateS float64 `json:"most_late_s"`
}

// RegistryCounters counts the changes of the fleet that are kept for those who follow.
type RegistryCounters struct {
	Changes uint64 `json:"changes"` // kept now
	Behind  uint64 `json:"behind"`  // now: those of them that the slowest has not done with
	Pruned  uint64 `json:"pruned"`  // let go
	Cut     uint64 `json:"cut"`     // of those, before all had done with them: who was behind reads everything again
}

// EventCounters counts the readers of event streams and what they got. The
// server itself counts them.
type EventCounters struct {
	Readers int    `json:"readers"` // now
	Sent    uint64 `json:"sent"`
	Cut     uint64 `json:"cut"`     // readers that did not take an event in time
	Missed  uint64 `json:"missed"`  // events that readers were told they did not get
	Refused uint64 `json:"refused"` // readers, for too many were there
}

// FleetCounters counts homes, now.
type FleetCounters struct {
	Heard     int `json:"heard"`     // that told anything since the start
	Connected int `json:"connected"` // with a session
}

// BrokerCounters counts messages and what was refused, by the broker's reasons.
type BrokerCounters struct {
	Messages uint64            `json:"messages"`
	Refused  map[string]uint64 `json:"refused"`
}

// IngestCounters counts reports of homes.
type IngestCounters struct {
	Received uint64            `json:"received"` // new to the cloud
	Stored   uint64            `json:"stored"`
	Repeated uint64            `json:"repeated"`
	Retaken  uint64            `json:"retaken"` // opened to resends, for they were not stored in time
	Lost     uint64            `json:"lost"`    // given up unsent by homes
	Missing  uint64            `json:"missing"` // now: not received, below a received one
	Told     uint64            `json:"told"`    // acknowledgements sent
	Unsent   uint64            `json:"unsent"`  // acknowledgements the broker did not take
	Refused  map[string]uint64 `json:"refused"` // messages, by reason
}

// HistoryCounters counts what goes through the journal into the database.
type HistoryCounters struct {
	Appended     uint64 `json:"appended"`      // reports taken into the queue
	Stored       uint64 `json:"stored"`        // reports that are durable
	Dropped      uint64 `json:"dropped"`       // reports refused, or given up unacknowledged
	Delivered    uint64 `json:"delivered"`     // samples the database took
	Replayed     uint64 `json:"replayed"`      // of those, left by an earlier process
	Refused      uint64 `json:"refused"`       // samples the database never will take
	Corrupt      uint64 `json:"corrupt"`       // damaged stretches of the journal, skipped
	JournalBytes int64  `json:"journal_bytes"` // on disk now
	State        string `json:"state"`         // "ok", "down" or "full", as the store has it
	Waiting      int    `json:"waiting_reports"`
	Undelivered  int64  `json:"undelivered_bytes"`
	Corrected    uint64 `json:"corrected"` // samples that were taken again with another value: flagged
	// Delay is from when a device was read, by its home's clock, until the database had taken it.
	Delay Histogram `json:"-"` // s
}

// Histogram counts what was up to each bound and above the one before it, and last what
// was above all.
type Histogram struct {
	Bounds []float64
	Counts []uint64 // one more than bounds
	Sum    float64
}

// DispatchCounters counts the orders of all plants.
type DispatchCounters struct {
	Sent    uint64 `json:"sent"`
	Unsent  uint64 `json:"unsent"`  // the broker did not take them
	Refused uint64 `json:"refused"` // homes answered no
}

// AskCounters counts what homes were asked to explain.
type AskCounters struct {
	Sent       uint64 `json:"sent"`
	Answered   uint64 `json:"answered"`
	Unanswered uint64 `json:"unanswered"` // in time
	Busy       uint64 `json:"busy"`       // refused, for too many waited
	Unsent     uint64 `json:"unsent"`     // the broker did not take them
	Late       uint64 `json:"late"`       // answers that nobody waited for any more
	Foreign    uint64 `json:"foreign"`    // answers of a home that was not asked
}

func (s *Server) getCounters(w http.ResponseWriter, _ *http.Request) {
	answer(w, s.counters())
}

func (s *Server) counters() Counters {
	c := s.rooms.Counts.Counters()
	c.Events = s.feeds.counters()
	return c
}

func (f *feeds) sent(taken, late bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	switch {
	case taken:
		f.counts.Sent++
	case late:
		f.counts.Cut++
	}
}

func (f *feeds) counters() EventCounters {
	f.mu.Lock()
	defer f.mu.Unlock()
	c := f.counts
	c.Readers = f.readers
	return c
}
