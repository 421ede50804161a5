package e2e_test

import (
	"testing"
	"time"
)

// pollEvery is how often a condition is looked at: a tenth of a gateway's tick.
const pollEvery = 100 * time.Millisecond

// await returns how long it took until met was, and fails the test where that
// is more than within. met returns what is missing, "" once nothing is. It is
// the only wait of this package.
func await(t *testing.T, what string, within time.Duration, met func() string) time.Duration {
	t.Helper()
	tick := time.NewTicker(pollEvery)
	defer tick.Stop()
	for begun := time.Now(); ; <-tick.C {
		missing := met()
		took := time.Since(begun)
		if missing == "" {
			t.Logf("%s after %.1f s", what, took.Seconds())
			return took
		}
		if took > within {
			t.Fatalf("no %s within %v: %s", what, within, missing)
		}
	}
}

// unless returns missing where ok does not hold.
func unless(ok bool, missing string) string {
	if ok {
		return ""
	}
	return missing
}
