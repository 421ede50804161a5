package api

import (
	"bytes"
	"fmt"
	"maps"
	"net/http"
	"slices"
)

// getMetrics answers with the counters as Prometheus reads them (text format
// 0.0.4).
func (s *Server) getMetrics(w http.ResponseWriter, _ *http.Request) {
	var page exposition
	page.fleet(s.counters())
	w.Header().Set("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	_, _ = w.Write(page.text.Bytes()) // as in tell
}

// exposition is a page of metrics. The only labels are reasons and states of ours:
// nothing that a home or a user named becomes one.
type exposition struct{ text bytes.Buffer }

func (e *exposition) counter(name string, v uint64) {
	fmt.Fprintf(&e.text, "# TYPE %s counter\n%s %d\n", name, name, v)
}

func (e *exposition) gauge(name string, v uint64) {
	fmt.Fprintf(&e.text, "# TYPE %s gauge\n%s %d\n", name, name, v)
}

func (e *exposition) seconds(name string, v float64) {
	fmt.Fprintf(&e.text, "# TYPE %s gauge\n%s %g\n", name, name, v)
}

func (e *exposition) reasons(name string, by map[string]uint64) {
	fmt.Fprintf(&e.text, "# TYPE %s counter\n", name)
	for _, reason := range slices.Sorted(maps.Keys(by)) {
		fmt.Fprintf(&e.text, "%s{reason=%q} %d\n", name, reason, by[reason])
	}
}

func (e *exposition) histogram(name string, h Histogram) {
	fmt.Fprintf(&e.text, "# TYPE %s histogram\n", name)
	n := uint64(0)
	for i, in := range h.Counts {
		n += in
		most := "+Inf"
		if i < len(h.Bounds) {
			most = fmt.Sprint(h.Bounds[i])
		}
		fmt.Fprintf(&e.text, "%s_bucket{le=%q} %d\n", name, most, n)
	}
	fmt.Fprintf(&e.text, "%s_sum %g\n%s_count %d\n", name, h.Sum, name, n)
}

// fleet writes every counter there is.
func (e *exposition) fleet(c Counters) {
	e.gauge("hearth_fleet_heard_homes", uint64(c.Fleet.Heard))
	e.gauge("hearth_fleet_connected_homes", uint64(c.Fleet.Connected))
	e.counter("hearth_broker_messages_total", c.Broker.Messages)
	e.reasons("hearth_broker_refused_total", c.Broker.Refused)
	e.ingest(c.Ingest)
	e.history(c.History)
	e.counter("hearth_dispatch_orders_sent_total", c.Dispatch.Sent)
	e.counter("hearth_dispatch_orders_unsent_total", c.Dispatch.Unsent)
	e.counter("hearth_dispatch_orders_refused_total", c.Dispatch.Refused)
	e.ask(c.Ask)
	e.events(c.Events)
	e.estimates(c.Estimates)
	e.registry(c.Registry)
	e.arms(c.Arms)
	e.counter("hearth_programmes_ticks_total", c.Programmes.Ticks)
	e.counter("hearth_programmes_ticks_undurable_total", c.Programmes.Undurable)
	e.counter("hearth_programmes_homes_freed_total", c.Programmes.Freed)
	e.gauge("hearth_programmes_running_calls", uint64(c.Programmes.Running))
	e.counter("hearth_settlement_looks_total", c.Settlement.Looks)
	e.counter("hearth_settlement_looks_failed_total", c.Settlement.Misses)
	e.counter("hearth_settlement_ledger_entries_total", c.Settlement.Entries)
	e.gauge("hearth_settlement_looked_calls", uint64(c.Settlement.Calls))
	e.gauge("hearth_settlement_failing_calls", uint64(c.Settlement.Failing))
}

func (e *exposition) arms(c ArmCounters) {
	e.gauge("hearth_arms_wanted_homes", uint64(c.Wanted))
	e.gauge("hearth_arms_armed_homes", uint64(c.Armed))
	e.gauge("hearth_arms_waiting_homes", uint64(c.Waiting))
	e.gauge("hearth_arms_refused_homes", uint64(c.Refused))
	e.gauge("hearth_arms_unable_homes", uint64(c.Unable))
	e.gauge("hearth_arms_away_homes", uint64(c.Away))
}

func (e *exposition) estimates(c EstimateCounters) {
	e.counter("hearth_estimates_passes_made_total", c.Made)
	e.counter("hearth_estimates_passes_skipped_total", c.Skipped)
	e.seconds("hearth_estimates_pass_seconds", c.TookS)
	e.seconds("hearth_estimates_most_pass_seconds", c.MostTookS)
	e.seconds("hearth_estimates_late_seconds", c.LateS)
	e.seconds("hearth_estimates_most_late_seconds", c.MostLateS)
}

func (e *exposition) registry(c RegistryCounters) {
	e.gauge("hearth_registry_outbox_changes", c.Changes)
	e.gauge("hearth_registry_outbox_behind_changes", c.Behind)
	e.counter("hearth_registry_outbox_pruned_total", c.Pruned)
	e.counter("hearth_registry_outbox_cut_total", c.Cut)
}

func (e *exposition) events(c EventCounters) {
	e.gauge("hearth_events_connected_readers", uint64(c.Readers))
	e.counter("hearth_events_sent_total", c.Sent)
	e.counter("hearth_events_readers_cut_total", c.Cut)
	e.counter("hearth_events_missed_total", c.Missed)
	e.counter("hearth_events_readers_refused_total", c.Refused)
}

func (e *exposition) ask(c AskCounters) {
	e.counter("hearth_ask_questions_sent_total", c.Sent)
	e.counter("hearth_ask_questions_answered_total", c.Answered)
	e.counter("hearth_ask_questions_unanswered_total", c.Unanswered)
	e.counter("hearth_ask_questions_refused_total", c.Busy)
	e.counter("hearth_ask_questions_unsent_total", c.Unsent)
	e.counter("hearth_ask_answers_late_total", c.Late)
	e.counter("hearth_ask_answers_foreign_total", c.Foreign)
}

// states tells how the store is: one of them is 1.
func (e *exposition) states(now string) {
	const name = "hearth_history_state"
	fmt.Fprintf(&e.text, "# TYPE %s gauge\n", name)
	for _, state := range []string{StoreDown, StoreFull, StoreOK} {
		is := 0
		if state == now {
			is = 1
		}
		fmt.Fprintf(&e.text, "%s{state=%q} %d\n", name, state, is)
	}
}

func (e *exposition) ingest(c IngestCounters) {
	e.counter("hearth_ingest_reports_received_total", c.Received)
	e.counter("hearth_ingest_reports_stored_total", c.Stored)
	e.counter("hearth_ingest_reports_repeated_total", c.Repeated)
	e.counter("hearth_ingest_reports_retaken_total", c.Retaken)
	e.counter("hearth_ingest_reports_lost_total", c.Lost)
	e.gauge("hearth_ingest_missing_reports", c.Missing)
	e.counter("hearth_ingest_acknowledgements_sent_total", c.Told)
	e.counter("hearth_ingest_acknowledgements_unsent_total", c.Unsent)
	e.reasons("hearth_ingest_refused_total", c.Refused)
}

func (e *exposition) history(c HistoryCounters) {
	e.counter("hearth_history_reports_appended_total", c.Appended)
	e.counter("hearth_history_reports_stored_total", c.Stored)
	e.counter("hearth_history_reports_dropped_total", c.Dropped)
	e.counter("hearth_history_samples_delivered_total", c.Delivered)
	e.counter("hearth_history_samples_replayed_total", c.Replayed)
	e.counter("hearth_history_samples_refused_total", c.Refused)
	e.counter("hearth_history_journal_corrupt_total", c.Corrupt)
	e.gauge("hearth_history_journal_bytes", uint64(max(0, c.JournalBytes)))
	e.gauge("hearth_history_waiting_reports", uint64(max(0, c.Waiting)))
	e.gauge("hearth_history_undelivered_bytes", uint64(max(0, c.Undelivered)))
	e.counter("hearth_history_samples_corrected_total", c.Corrected)
	e.histogram("hearth_history_delay_seconds", c.Delay)
	e.states(c.State)
}
