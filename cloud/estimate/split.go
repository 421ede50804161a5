package estimate

// split is how far an error is off what was believed of it, apart for what each home
// does alone and for what all share. Squares of single errors hold both once; the
// square of their sum holds what each does once and what all share as often as there
// are pairs. So two sizes of sum tell the two apart.
type split struct {
	single, sum     float64 // squares that were, of each alone and of the sum
	own             float64 // variance believed, of what each does
	shared, sharing float64 // of what all share, in each alone and in the sum
}

// newSplits believe what is believed: of twenty homes that share half of the variance
// of their sum.
func newSplits() (s [numKinds][numQuantities]split) {
	for k := range s {
		for q := range s[k] {
			s[k][q] = split{single: 1.05, sum: 2, own: 1, shared: 0.05, sharing: 1}
		}
	}
	return s
}

// strange is from how many times its believed variance on a square says no more of
// variances: at dawn little is believed, and what comes then may be any times that. It
// is far out, for a law with heavy tails lives by them: at 9 sums came out too narrow.
const strange = 400

// learn takes another in the share pace. Each counts by its own believed variance.
func (s *split) learn(o *split, pace float64) {
	per, was := 1/(o.own+o.sharing), s.scale()
	s.single += pace * (min(o.single, strange*was.of(o.own, o.shared))*per - s.single)
	s.sum += pace * (min(o.sum, strange*was.of(o.own, o.sharing))*per - s.sum)
	s.own += pace * (o.own*per - s.own)
	s.shared += pace * (o.shared*per - s.shared)
	s.sharing += pace * (o.sharing*per - s.sharing)
}

// scale is by how many times variances are what was believed, within what a model can
// be off.
type scale struct{ own, shared float64 }

// of returns the variance that is made of both.
func (s scale) of(own, shared float64) float64 { return s.own*own + s.shared*shared }

func (s *split) scale() scale {
	shared := min(max((s.sum-s.single)/max(s.sharing-s.shared, 1e-6), 0.01), 16)
	own := (s.single - shared*s.shared) / max(s.own, 1e-6)
	return scale{own: min(max(own, 0.1), 10), shared: shared}
}

// mixed returns the scales of what is of several kinds.
func (f *Fleet) mixed(q Quantity, of *kinds) (m scale) {
	for k, share := range of {
		if share == 0 {
			continue
		}
		s := f.splits[k][q].scale()
		m.own += share * s.own
		m.shared += share * s.shared
	}
	return m
}

// outdo learns how much of the error of what a region's homes share came with time, from
// sums of load and PV whose homes all told as long ago.
func (f *Fleet) outdo(k kind, q Quantity, r *region, s *split, elapsed uint32) {
	all := s.own + s.sharing
	more := (min(s.sum, strange*all) - min(s.single, strange*(s.own+s.shared)) - (s.sharing - s.shared)) / all
	more *= float64(min(elapsed, 300*tick)) / (float64(len(f.regions)) * 24 * 3600 * tick)
	a := r.as(k)
	switch {
	case k >= wasHidden && k < wasDark:
	case q == PV:
		f.skies.outdo(float64(f.pass.now-a.sky.at)/tick, more)
	case q == Load:
		f.draws.outdo(float64(f.pass.now-a.draw.at)/tick, more)
	}
}
