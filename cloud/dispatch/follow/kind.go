package follow

// Kind is what a home does in place of following, as far as three samples tell. It is
// for people and changes no decision.
type Kind uint8

// The kinds.
const (
	Follows   Kind = iota
	Ignores        // took the order and does something else
	Slow           // goes the right way, slower than any battery measured
	Saturated      // goes the right way, not as far as it said it can
	Silent         // is not read any more
	Reversed       // goes the other way
	Deaf           // took no order
)

// Kinds are how many there are.
const Kinds = int(Deaf) + 1

// String returns the kind's stable name.
func (k Kind) String() string {
	return [...]string{"follows", "ignores", "slow", "saturated", "silent", "reversed", "deaf"}[k]
}

// outlier is a sample outside of what was asked, low to high, and a margin.
type outlier struct{ power, was, low, high, margin float64 }

// turned returns it as if more discharge had been asked.
func (o outlier) turned() outlier {
	if o.low+o.high >= 0 {
		return o
	}
	return outlier{-o.power, -o.was, -o.high, -o.low, o.margin}
}

// clues are counted while samples are outside.
type clues struct {
	first          float64 // power in the first of them
	reversed, less uint8
}

func (c *clues) see(o outlier) {
	switch o = o.turned(); {
	case o.power < -o.margin && -o.power >= o.low-o.margin && -o.power <= o.high+o.margin:
		c.reversed++
	case o.power > o.margin && o.power < o.low:
		c.less++
	}
}

// kind returns what the clues tell, with the last sample.
func (c *clues) kind(o outlier) Kind {
	first := c.first
	if o.low+o.high < 0 {
		first = -first
	}
	o = o.turned()
	deviation := o.margin / deviations
	switch {
	case c.reversed == outsides:
		return Reversed
	case o.power < o.low && o.power-first > deviation/2 && o.power-o.was > deviation:
		return Slow
	case c.less == outsides:
		return Saturated
	}
	return Ignores
}
