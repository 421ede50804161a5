package server

import (
	"log/slog"

	"github.com/hearthgrid/hearthgrid/cloud/programme"
)

// armer has homes do by themselves what is in arms, and nothing of what was in those
// before and is not any more.
type armer interface {
	Arms(arms []programme.Arm)
}

// unarmed is the armer of a cloud that has none: it tells that nobody is armed.
type unarmed struct {
	log   *slog.Logger
	calls int
}

// Arms implements armer.
func (u *unarmed) Arms(arms []programme.Arm) {
	if len(arms) == u.calls {
		return
	}
	u.calls = len(arms)
	u.log.Warn("calls that arm homes changed, and nothing arms them", "calls", u.calls)
}
