package driver

import (
	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/regmap"
)

// Option says what a site's file knows beyond the device itself.
type Option func(*options)

type options struct {
	ledger  Ledger
	vouched []regmap.Pair
	reserve energy.Ratio
	kept    bool
	strict  bool   // by SunSpec, only known is trusted
	known   []Kind // of SunSpec
	limits  Limits
	rating  energy.Watts // agreed; 0 for none
	of      Identity     // of which limits is known
}

// WithLedger counts the writes that wear the device's memory where they outlive
// this process. Without it they are counted in memory.
func WithLedger(l Ledger) Option { return func(o *options) { o.ledger = l } }

// Vouched says that a device of exactly this model and version, as Identity
// tells them, was seen at this site to do what it is told and to fall back by
// itself. It lifts the distrust of a map that is not verified on hardware, and of
// an unknown pair; a map without a way back stays read-only: see WithoutWayBack.
func Vouched(model, version string) Option {
	return func(o *options) { o.vouched = append(o.vouched, regmap.Pair{Model: model, Version: version}) }
}

// WithoutWayBack says that the site has another way to end a command than the device
// itself, so that one which goes on for ever may be commanded too.
func WithoutWayBack() Option { return func(o *options) { o.kept = true } }

// WithReserve says which share of the battery was agreed to be kept for the owner,
// for Reserve. Without it that is none.
func WithReserve(keep energy.Ratio) Option { return func(o *options) { o.reserve = keep } }

// WithRating says how much the battery takes and gives at most, as agreed at
// commissioning, above 0 W: it stands where the device has no register that tells such a
// limit. Without it such a device is only read.
func WithRating(most energy.Watts) Option { return func(o *options) { o.rating = most } }

// WithLimits says which limits this very device, of whatever firmware, told before this
// start: where they are not told now, nothing is known.
func WithLimits(of Identity, l Limits) Option {
	return func(o *options) { o.of, o.limits = of, l }
}

func optionsOf(list []Option) options {
	var o options
	for _, set := range list {
		set(&o)
	}
	if o.ledger == nil {
		o.ledger = &Memory{}
	}
	return o
}
