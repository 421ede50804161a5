package server

import (
	"github.com/hearthgrid/hearthgrid/cloud/api"
	"github.com/hearthgrid/hearthgrid/cloud/history"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// quality is how far a value may be taken at its word, best first.
type quality uint8

const (
	good quality = iota
	corrected
	doubtful
	clock
)

// String returns the quality's name in the API.
func (q quality) String() string {
	switch q {
	case good:
		return api.QualityGood
	case corrected:
		return api.QualityCorrected
	case doubtful:
		return api.QualityDoubtful
	}
	return api.QualityClock
}

// qualityOf returns the quality of what was read.
func qualityOf(k *history.Known) quality {
	switch {
	case k.Clock != history.ClockRight:
		return clock
	case k.Quality == energy.Doubtful:
		return doubtful
	case k.Corrected:
		return corrected
	}
	return good
}
