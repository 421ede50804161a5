package safety

import "time"

// trial is how often something has failed, and when it may be tried again. It
// is over for good, until a person or a restart clears it, once it has failed
// more often than there are tries. A day without a failure starts the count
// anew.
type trial struct {
	failed int
	again  time.Time
}

func (t *trial) fail(now time.Time, pause time.Duration) {
	if now.Sub(t.again) > 24*time.Hour {
		t.failed = 0
	}
	t.failed++
	t.again = now.Add(pause)
}

func (t *trial) barred(now time.Time, tries uint8) bool {
	return t.failed > int(tries) || (t.failed > 0 && now.Before(t.again))
}
