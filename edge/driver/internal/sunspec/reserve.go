package sunspec

import "github.com/hearthgrid/hearthgrid/edge/driver/internal/register"

// Reserves are where the device may tell a reserve of its own, and take another: 124
// MinRsvPct and 802 SoCRsvMin, in percent.
func (d *Device) Reserves() []register.Point {
	var out []register.Point
	for _, p := range []register.Point{d.find(124, "MinRsvPct"), d.find(802, "SoCRsvMin")} {
		if p.Known() && p.At.Writable() {
			out = append(out, p)
		}
	}
	return out
}
