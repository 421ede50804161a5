package programme

import (
	"maps"
	"time"
)

// Hearing is what is heard of the homes of a region.
type Hearing struct {
	Homes    int // that were heard at some time
	Heard    int // of them, that are now
	Islanded int // of those heard, that say their grid is away
}

// Plus adds what is heard of other homes of the region.
func (h Hearing) Plus(o Hearing) Hearing {
	return Hearing{h.Homes + o.Homes, h.Heard + o.Heard, h.Islanded + o.Islanded}
}

// Blackouts is what is known of regions without a grid. The zero value knows of none.
type Blackouts struct {
	silent map[Region]time.Time // since when none of its homes is heard
	known  map[Region]Outage
}

// Silence is how long a region of which nobody is heard counts as one whose link is
// away: after that its grid may be.
const Silence = 2 * time.Minute

// Outages returns what is known, for Facts.
func (b Blackouts) Outages() map[Region]Outage { return b.known }

// Next returns what is known once that was heard at now. A region has no grid where
// half of those that are heard say so, or where nobody was heard for Silence; and it
// has one again where that is not so and somebody is heard. A region of which nothing
// is told stays as it was.
func (b Blackouts) Next(heard map[Region]Hearing, now time.Time) Blackouts {
	next := Blackouts{silent: map[Region]time.Time{}, known: maps.Clone(b.known)}
	if next.known == nil {
		next.known = map[Region]Outage{}
	}
	for region, h := range heard {
		dark := h.Islanded > 0 && 2*h.Islanded >= h.Heard
		if h.Homes > 0 && h.Heard == 0 {
			since, was := b.silent[region]
			if !was {
				since = now
			}
			next.silent[region] = since
			dark = now.Sub(since) >= Silence
		}
		next.judge(region, dark, h.Heard > 0, now)
	}
	return next
}

func (b Blackouts) judge(region Region, dark, heard bool, now time.Time) {
	o, known := b.known[region]
	lasts := known && o.Restored.IsZero()
	switch {
	case dark && !lasts:
		b.known[region] = Outage{Began: now}
	case !dark && heard && lasts:
		b.known[region] = Outage{Began: o.Began, Restored: now}
	case known && !lasts && now.Sub(o.Restored) >= remembered:
		delete(b.known, region)
	}
}
