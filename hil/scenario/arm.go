package scenario

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/fault"
	"github.com/hearthgrid/hearthgrid/shared/wire"
)

// arm is an arm statement: a frequency response pushed ahead, or the end of one.
type arm struct {
	homes  []int
	arm    energy.Arm
	id     int64 // relative to the newest
	refuse string
}

const usualArm = 4 * time.Hour

// parseArm reads "arm up=5kW down=5kW curve=15mHz:0,500mHz:1 for 4h" and "arm end".
func parseArm(p *parser, l line, rest []string) (act, error) {
	a := &arm{arm: energy.Arm{Plant: plantID, Nominal: 50, Lasts: usualArm}}
	a.homes, rest = p.targets(rest)
	if len(rest) > 0 && rest[0] == "end" {
		a.arm, rest = energy.Arm{}, rest[1:]
	}
	for len(rest) > 0 {
		n, err := a.option(l, rest)
		if err != nil {
			return nil, err
		}
		rest = rest[n:]
	}
	if err := a.arm.Check(); err != nil && a.arm.Lasts > 0 && a.refuse == "" {
		return nil, l.refuse("arm: %w", err)
	}
	return a, nil
}

// option takes one option from the front of rest, and returns how many words it has.
func (a *arm) option(l line, rest []string) (int, error) {
	key, value, pair := strings.Cut(rest[0], "=")
	var err error
	switch {
	case pair:
		err = a.set(key, value)
	case key == "for" && len(rest) > 1:
		a.arm.Lasts, err = span(rest[1])
	case key == "refused" && len(rest) > 1:
		if a.refuse = rest[1]; !slices.Contains(kinds(), a.refuse) {
			return 0, l.unknown("refusal", a.refuse, kinds())
		}
	default:
		return 0, l.refuse("%q: want \"for 4h\", \"refused KIND\" or key=value", strings.Join(rest, " "))
	}
	if err != nil {
		return 0, l.refuse("%s: %w", key, err)
	}
	if pair {
		return 1, nil
	}
	return 2, nil
}

func (a *arm) set(key, value string) (err error) {
	var v float64
	switch key {
	case "up":
		v, err = quantity(value, watts)
		a.arm.Up = energy.Watts(v)
	case "down":
		v, err = quantity(value, watts)
		a.arm.Down = energy.Watts(v)
	case "nominal":
		v, err = quantity(value, hertz)
		a.arm.Nominal = energy.Hertz(v)
	case "id":
		a.id, err = strconv.ParseInt(value, 10, 32)
	case "curve":
		a.arm.Curve, err = curve(value)
	default:
		err = fmt.Errorf("want one of up, down, curve, nominal, id")
	}
	return err
}

// curve reads corners such as 15mHz:0,200mHz:5%,500mHz:1.
func curve(text string) (out energy.Curve, err error) {
	for corner := range strings.SplitSeq(text, ",") {
		away, share, ok := strings.Cut(corner, ":")
		if !ok {
			return nil, fmt.Errorf("%q: want corners such as 15mHz:0,500mHz:1", corner)
		}
		a, err := quantity(away, hertz)
		if err != nil {
			return nil, err
		}
		s, err := quantity(share, pure)
		if err != nil {
			return nil, err
		}
		out = append(out, energy.Corner{Away: energy.Hertz(a), Share: energy.Ratio(s)})
	}
	return out, nil
}

func (a *arm) checks() int { return min(1, len(a.refuse)) }

func (a *arm) do(r *run, l line) error {
	for _, i := range a.homes {
		h := r.houses[i]
		if err := r.reach(i); err != nil {
			return err
		}
		got := fault.Unreachable.String()
		if !r.offline[i] && h.gateway != nil && !h.still {
			payload, err := wire.EncodeArm(a.draft(h), r.hands.dispatcher)
			if err != nil {
				return l.refuse("arm: %w", err)
			}
			got = ""
			if err := h.gateway.Arm(payload); err != nil {
				got = fault.KindOf(err).String()
			}
		}
		if !r.streaming {
			r.judge(h, l, "the arm to be "+answer(a.refuse), answer(got), got == a.refuse)
		}
	}
	return nil
}

// draft makes the arm as the cloud would send it now.
func (a *arm) draft(h *house) energy.Arm {
	out := a.arm
	out.ID = uint64(max(1, int64(h.newestArm)+1+a.id))
	out.Site, out.Boot, out.Issued, out.Moment = energy.SiteID(h.site.name), h.boot, h.now(), h.gateway.Moment()
	h.newestArm = max(h.newestArm, out.ID)
	return out
}
