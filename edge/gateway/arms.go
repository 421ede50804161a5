package gateway

import (
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/wire"
)

// Armable is how far the home may be armed, as agreed.
func (h *Home) Armable() energy.Armable { return h.armable }

// Arm puts a frequency response that was pushed ahead on the desk, or refuses it as
// control.Desk.Arm does.
func (h *Home) Arm(a energy.Arm) error { return h.arm(a, h.clock()) }

// arm is Arm for one that came at now.
func (h *Home) arm(a energy.Arm, now time.Time) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	was := h.desk.Status(now).Arm
	err := h.desk.Arm(a, now)
	switch is := h.desk.Status(now).Arm; {
	case err != nil:
	case was == 0 && is != 0:
		h.log.Info("a frequency response is armed", "arm", a.ID, "plant", a.Plant, "nominal_hz", float64(a.Nominal), "up_w", float64(a.Up), "down_w", float64(a.Down), "for", a.Lasts)
	case was != 0 && is == 0:
		h.log.Info("the frequency response is disarmed", "arm", was)
	}
	return err
}

// Arm hands a signed arm to the home, and returns it as far as it could be read. It
// refuses as Accept does, with the length in place of the lease.
func (g *Gate) Arm(signed []byte) (energy.Arm, error) {
	now := g.home.clock() // before all else: whatever time that takes is part of it
	a, err := wire.DecodeArm(signed, g.trusted)
	if err != nil {
		return energy.Arm{}, outside("accept arm", err)
	}
	if a.Boot == g.home.boot && a.Lasts > 0 && a.Lasts <= g.home.armable.Longest { // a longer one is refused as it is
		if a.Lasts, err = g.left(errand{"accept arm", a.ID, a.Moment, a.Lasts}, now); err != nil {
			return a, err
		}
	}
	return a, g.home.arm(a, now)
}
