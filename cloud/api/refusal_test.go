package api_test

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/cloud/api"
)

// face is the API as the server has it, behind its own name.
func face(host string) http.Handler {
	s := api.New((&rooms{}).rooms(), func() error { return nil }, slog.New(slog.DiscardHandler))
	return s.Local(host, s.Handler())
}

func TestEveryRefusalIsAProblem(t *testing.T) {
	f := func(method, path string, change func(*http.Request), status int, kind string) http.Header {
		t.Helper()
		r := httptest.NewRequest(method, "http://localhost:8080"+path, nil)
		if change != nil {
			change(r)
		}
		w := httptest.NewRecorder()
		face("").ServeHTTP(w, r)
		require.Equal(t, status, w.Code, w.Body.String())
		require.Equal(t, "application/problem+json", w.Header().Get("Content-Type"))
		require.Contains(t, w.Body.String(), `"kind":"`+kind+`"`)
		require.Contains(t, w.Body.String(), `"hint":"`)
		return w.Header()
	}
	foreign := func(r *http.Request) { r.Header.Set("Sec-Fetch-Site", "cross-site") }
	f("GET", "/api/v1/nothing", nil, 404, "not_found")
	f("GET", "/api/v2/plants/demo", nil, 404, "not_found")
	f("PUT", "/api/v1/plants/demo/target/more", nil, 404, "not_found")
	require.Equal(t, "DELETE, PUT", f("POST", "/api/v1/plants/demo/target", nil, 405, "unsupported").Get("Allow"))
	f("DELETE", "/livez", nil, 405, "unsupported")
	f("PUT", "/api/v1/plants/demo/target", foreign, 403, "denied")
	f("DELETE", "/api/v1/plants/demo/target", foreign, 403, "denied")
	f("GET", "/livez", func(r *http.Request) { r.Host = "evil.example" }, 403, "denied")
}

// TestOnlyRequestsForThisMachineAreAnswered: a name that somebody points at
// this machine is not one of its own.
func TestOnlyRequestsForThisMachineAreAnswered(t *testing.T) {
	f := func(configured, host string, ok bool) {
		t.Helper()
		r := httptest.NewRequest("GET", "/livez", nil)
		r.Host = host
		w := httptest.NewRecorder()
		face(configured).ServeHTTP(w, r)
		require.Equal(t, ok, w.Code == 200, w.Body.String())
	}
	f("127.0.0.1:8080", "127.0.0.1:8080", true)
	f("127.0.0.1:8080", "127.9.9.9", true)
	f("127.0.0.1:8080", "localhost:8080", true)
	f("127.0.0.1:8080", "LOCALHOST", true)
	f("127.0.0.1:8080", "[::1]:8080", true)
	f("127.0.0.1:8080", "[::1]", true)
	f("cloud.example:8080", "cloud.example", true)
	f("127.0.0.1:8080", "evil.example:8080", false)
	f("127.0.0.1:8080", "localhost.evil.example", false)
	f("127.0.0.1:8080", "127.0.0.1.evil.example", false)
	f("127.0.0.1:8080", "192.168.1.2:8080", false)
	f("127.0.0.1:8080", "", false)
	f("", "", false)
}

// TestTheCountersAreOneInBothForms and no name of a user is a label.
func TestTheCountersAreOneInBothForms(t *testing.T) {
	_, call := serve(t)
	status, text := call("GET", "/api/v1/counters", "")
	require.Equal(t, 200, status)
	for _, has := range []string{
		`"heard":4`, `"connected":3`, `"refused":{"slow":2,"too_many":0}`, `"retaken":5`, `"unsent":6`, `"missing":7`,
		`"journal_bytes":8`, `"dropped":9`, `"state":"down","waiting_reports":13,"undelivered_bytes":14,"corrected":15`,
		`"estimates":{"made":16,"skipped":17,"took_s":0.18,`, `"registry":{"changes":20,"behind":21,"pruned":22,"cut":23}`,
	} {
		require.Contains(t, text, has)
	}
	status, text = call("GET", "/metrics", "")
	require.Equal(t, 200, status)
	for _, has := range []string{
		"hearth_fleet_heard_homes 4\n", "hearth_fleet_connected_homes 3\n", "hearth_broker_refused_total{reason=\"slow\"} 2\n",
		"hearth_broker_refused_total{reason=\"too_many\"} 0\n", "hearth_ingest_reports_retaken_total 5\n",
		"hearth_ingest_acknowledgements_unsent_total 6\n", "hearth_ingest_missing_reports 7\n",
		"hearth_history_journal_bytes 8\n", "hearth_history_reports_dropped_total 9\n", "hearth_dispatch_orders_refused_total 10\n",
		"hearth_ask_questions_unanswered_total 11\n", "hearth_ask_answers_late_total 12\n",
		"hearth_history_state{state=\"down\"} 1\n", "hearth_history_state{state=\"ok\"} 0\n", "hearth_history_waiting_reports 13\n",
		"hearth_history_samples_corrected_total 15\n", "hearth_estimates_passes_skipped_total 17\n", "hearth_estimates_pass_seconds 0.18\n",
		"hearth_history_delay_seconds_bucket{le=\"0.5\"} 24\n", "hearth_history_delay_seconds_bucket{le=\"60\"} 49\n",
		"hearth_history_delay_seconds_bucket{le=\"+Inf\"} 75\n", "hearth_history_delay_seconds_sum 27.5\n", "hearth_history_delay_seconds_count 75\n",
		"hearth_registry_outbox_behind_changes 21\n", "hearth_registry_outbox_cut_total 23\n", "hearth_arms_wanted_homes 27\n", "hearth_arms_armed_homes 26\n", "hearth_arms_away_homes 1\n",
		"hearth_programmes_ticks_total 31\n", "hearth_programmes_ticks_undurable_total 32\n", "hearth_programmes_homes_freed_total 33\n", "hearth_programmes_running_calls 34\n",
		"hearth_settlement_looks_total 35\n", "hearth_settlement_looks_failed_total 36\n", "hearth_settlement_ledger_entries_total 37\n",
		"hearth_settlement_looked_calls 38\n", "hearth_settlement_failing_calls 39\n",
	} {
		require.Contains(t, text, has)
	}
	for line := range strings.Lines(text) {
		if kind, ok := strings.CutPrefix(line, "# TYPE "); ok {
			require.Regexp(t, `^[a-z_]+_total counter\n$|^[a-z_]+_(bytes|homes|reports|readers|changes|calls|seconds|state) gauge\n$|^[a-z_]+_seconds histogram\n$`, kind)
			continue
		}
		require.Regexp(t, `^hearth_[a-z_]+_(total|bytes|homes|reports|readers|changes|calls|seconds|state|bucket|sum|count)(\{(reason|state|le)="[a-zA-Z0-9.+_]+"\})? [0-9.]+\n$`, line)
	}
}

func (f *rooms) Counters() api.Counters {
	return api.Counters{
		Fleet:  api.FleetCounters{Heard: 4, Connected: 3},
		Broker: api.BrokerCounters{Refused: map[string]uint64{"slow": 2, "too_many": 0}},
		Ingest: api.IngestCounters{Retaken: 5, Unsent: 6, Missing: 7, Refused: map[string]uint64{"decode": 1}},
		History: api.HistoryCounters{JournalBytes: 8, Dropped: 9, State: api.StoreDown, Waiting: 13, Undelivered: 14, Corrected: 15,
			Delay: api.Histogram{Bounds: []float64{0.5, 60}, Counts: []uint64{24, 25, 26}, Sum: 27.5}},
		Dispatch: api.DispatchCounters{Refused: 10},
		Ask:      api.AskCounters{Unanswered: 11, Late: 12},

		Estimates: api.EstimateCounters{Made: 16, Skipped: 17, TookS: 0.18, MostLateS: 1.9},
		Registry:  api.RegistryCounters{Changes: 20, Behind: 21, Pruned: 22, Cut: 23},
		Arms:      api.ArmCounters{Wanted: 27, Armed: 26, Away: 1},

		Programmes: api.ProgrammeCounters{Ticks: 31, Undurable: 32, Freed: 33, Running: 34},
		Settlement: api.SettleCounters{Looks: 35, Misses: 36, Entries: 37, Calls: 38, Failing: 39},
	}
}
