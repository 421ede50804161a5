package scenario

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// orderOptions is what may follow the power, as key=value.
func orderOptions() map[string]func(o *order, v string) error {
	slope := func(field func(*order) *energy.Watts) func(*order, string) error {
		return func(o *order, v string) error {
			x, err := quantity(v, watts)
			*field(o) = energy.Watts(x)
			return err
		}
	}
	return map[string]func(o *order, v string) error{
		"up":     slope(func(o *order) *energy.Watts { return &o.share.SlopeUp }),
		"down":   slope(func(o *order) *energy.Watts { return &o.share.SlopeDown }),
		"bounds": setBounds, "id": func(o *order, v string) (err error) { o.id, err = strconv.ParseInt(v, 10, 32); return err },
		"boot": func(o *order, v string) (err error) { o.boot, err = strconv.ParseInt(v, 10, 32); return err },
		"site": func(o *order, v string) error { o.site = energy.SiteID(v); return nil },
		"hold": func(o *order, v string) (err error) { o.share.SignalHold, err = span(v); return err },
	}
}

func setBounds(o *order, v string) error {
	low, high, ok := strings.Cut(v, "..")
	if !ok {
		return fmt.Errorf("%q: want a range such as -5kW..5kW", v)
	}
	a, err := quantity(low, watts)
	if err != nil {
		return err
	}
	b, err := quantity(high, watts)
	o.share.Bounds = energy.Envelope{Min: energy.Watts(a), Max: energy.Watts(b)}
	return err
}

// option takes one option from the front of rest.
func (o *order) option(l line, rest []string) ([]string, error) {
	key, value, pair := strings.Cut(rest[0], "=")
	if pair {
		known := orderOptions()
		set := known[key]
		if set == nil {
			return nil, l.unknown("order option", key, slices.Collect(maps.Keys(known)))
		}
		if err := set(o, value); err != nil {
			return nil, l.refuse("%s: %w", key, err)
		}
		return rest[1:], nil
	}
	if len(rest) < 2 || (key != "for" && key != "refused") {
		return nil, l.refuse("%q: want \"for 15m\", \"refused KIND\" or key=value", strings.Join(rest, " "))
	}
	if key == "refused" {
		if !slices.Contains(kinds(), rest[1]) {
			return nil, l.unknown("refusal", rest[1], kinds())
		}
		o.refuse = rest[1]
		return rest[2:], nil
	}
	d, err := span(rest[1])
	if err != nil {
		return nil, l.refuse("for: %w", err)
	}
	o.lease = d
	return rest[2:], nil
}
