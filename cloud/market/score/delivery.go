package score

import (
	"errors"
	"fmt"
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// Side is which deviations a contract answers. The zero Side is both.
type Side uint8

// The sides.
const (
	BothSides Side = iota
	LowOnly        // frequency below nominal: discharge more
	HighOnly       // frequency above nominal: charge more
)

// Delivery is a course of frequency and response, a sample each Every.
type Delivery struct {
	Contracted energy.Watts // positive: what full response is
	Side       Side
	Every      time.Duration
	Frequency  []energy.Reading[energy.Hertz]
	// Response is power less the baseline that was submitted ahead.
	Response []energy.Reading[energy.Watts]
}

// Check is the verdict of one settlement period.
type Check struct {
	Begin   time.Duration // after the first sample
	Samples int
	Missing int // of frequency or response: neither inside nor outside
	Inside  int
	// InShare is Inside of all samples: what is missing is not inside.
	InShare energy.Ratio
	// Error is the largest mean of a second outside the corridor, per unit.
	Error float64
	// Slope is that of delivered over the nearest permitted power. Sloped tells
	// whether that moved enough to have one.
	Slope  float64
	Sloped bool
	// Paid is the share of the payment that the period earns.
	Paid energy.Ratio
	// Broken names what the period did not keep.
	Broken []string
}

// Deliver judges a course against the service, a Check for each settlement period.
// It fails with fault.Invalid where the samples cannot show it.
func (s Service) Deliver(d Delivery) ([]Check, error) {
	if err := s.validate(d); err != nil {
		return nil, &fault.Error{Op: "check delivery", Kind: fault.Invalid, Subject: s.Name, Err: err,
			Hint: fmt.Sprintf("give a positive contract and samples at least each %v", s.Every)}
	}
	c := newCorridor(s.asked(d), s.Latest, d.Every)
	size := int(s.Period / d.Every)
	var all []Check
	for from := 0; from < len(d.Frequency); from += size {
		p := period{service: s, d: d, c: c, from: from, to: min(from+size, len(d.Frequency))}
		all = append(all, p.check())
	}
	return all, nil
}

func (s Service) validate(d Delivery) error {
	switch {
	case !(d.Contracted > 0) || !energy.IsFinite(d.Contracted):
		return fmt.Errorf("contract of %v W", float64(d.Contracted))
	case d.Every <= 0 || d.Every > s.Every:
		return fmt.Errorf("samples each %v", d.Every)
	case len(d.Frequency) != len(d.Response):
		return fmt.Errorf("%d samples of frequency and %d of response", len(d.Frequency), len(d.Response))
	case len(d.Frequency) == 0:
		return errors.New("no samples")
	}
	return nil
}

// asked returns what each frequency asks for, per unit. Where a frequency is
// missing what was asked before goes on, for the sake of the samples after it.
func (s Service) asked(d Delivery) []float64 {
	all := make([]float64, len(d.Frequency))
	last := 0.0
	for i, r := range d.Frequency {
		if f, ok := r.Value(); ok {
			last = s.signed(f, d.Side)
		}
		all[i] = last
	}
	return all
}

func (s Service) signed(f energy.Hertz, side Side) float64 {
	high := f > s.Curve.Nominal
	if high && side == LowOnly || !high && side == HighOnly {
		return 0
	}
	share := float64(s.Curve.Share(f))
	if high {
		return -share
	}
	return share
}
