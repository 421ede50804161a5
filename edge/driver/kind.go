package driver

import "github.com/hearthgrid/hearthgrid/shared/regmap"

// Kind is a kind of device by what it says of itself: patterns of package path,
// such as "SE*" or "*".
type Kind struct{ Maker, Model, Version string }

// fits tells whether a device is of the kind.
func (k Kind) fits(id Identity) bool {
	return regmap.Matches(k.Maker, id.Maker) && regmap.Matches(k.Model, id.Model) && regmap.Matches(k.Version, id.Version)
}

// OnlyKnown distrusts every device that is found by SunSpec alone and is of none
// of these kinds, unless it is Vouched for: that a register is where the standard
// puts it does not say that the firmware behind it does what it says, and ends it
// by itself. Without it all are trusted.
func OnlyKnown(kinds ...Kind) Option {
	return func(o *options) { o.strict, o.known = true, kinds }
}
