package estimate

// kind is what homes of a sum were, that was compared with what they told: live until
// they told, hiding while others told what all share, or hiding with nobody telling
// that. Of those that hide there are three, by how old the error is.
type kind uint8

const (
	wasLive   kind = 0
	wasHidden kind = 1
	wasDark   kind = 4
	numKinds       = 7
)

// at returns the kind of that which has been so for an age, in ticks.
func (k kind) at(age uint32) kind {
	const young, middle = 480 * tick, 1920 * tick
	switch {
	case k == wasLive || age < young:
		return k
	case age < middle:
		return k + 1
	}
	return k + 2
}

// besides tells whether homes of two kinds differ by the age of their errors at most:
// what was heard of one is followed by the other.
func (k kind) besides(o kind) bool {
	return (k >= wasHidden) == (o >= wasHidden) && (k >= wasDark) == (o >= wasDark)
}

// singleKind is that of one home, of which the region tells little.
func singleKind(age uint32) kind {
	if age <= live {
		return wasLive
	}
	return wasHidden.at(age)
}

// remembers returns for how long a kind is remembered, in ticks. Errors of homes that
// hide are alike for as long as they do.
func (k kind) remembers() float32 {
	if k == wasLive {
		return 6 * 3600 * tick
	}
	return days * 24 * 3600 * tick
}

// as returns what a region's homes were believed to share.
func (r *region) as(k kind) *air {
	switch {
	case k == wasLive:
		return &r.air
	case k < wasDark:
		return &r.rest
	}
	return &r.dark
}

// least is how many homes must have told: most of those that hide, and of live ones
// as many as make a sum.
func (r *region) least(k kind) int {
	if k == wasLive {
		return max(enough, min(r.panel/4, 24))
	}
	if k < wasDark {
		return max(enough, r.hidden.draw.homes*3/4)
	}
	return max(enough, r.taking*3/4)
}

// kinds are the shares of a variance by kind.
type kinds [numKinds]float64

// kinds are by quantity: batteries and grid err as loads do, for the most part.
func (f *Fleet) kinds(row *row) (of [numQuantities]kinds) {
	r := &f.regions[row.region]
	loads := row.sum.kinds(&f.tables.loads, f.pass.now-r.draw.at)
	for q := range of {
		of[q] = loads
	}
	of[PV] = row.sum.kinds(&f.tables.panels, f.pass.now-r.sky.at)
	return of
}

// kinds are by the ages of homes, as their errors grow with age. Silent ones are of a
// region that is heard, or of one of which nothing was heard for so long.
func (s *sum) kinds(t *agedTable, unheard uint32) (of kinds) {
	silent, all := wasHidden, 1e-9
	if unheard > live {
		silent = wasDark
	}
	for i, n := range s.ages {
		if n == 0 {
			continue
		}
		v, age, k := 0.0, uint32(ageOf(i)*tick), wasLive
		if age > live {
			k = silent.at(age)
		}
		for b := range numBins {
			v += float64(n) * float64(t.moments[i][b].two)
		}
		of[k], all = of[k]+v, all+v
	}
	for k := range of {
		of[k] /= all
	}
	return of
}
