package safety

import (
	"encoding/binary"
	"errors"
	"math"
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// A record of an Operator is its version and, for each direction, flags, power,
// when it was told in nanoseconds of Unix (0 where it does not matter) and how
// long it lasts. All of that big-endian, and its CRC-32 behind it.
const (
	operatorVersion = 1
	operatorSize    = 1 + 2*(1+8+8+8) + sumSize

	flagActive = 1
	flagTimed  = 2
)

// MarshalBinary returns the limits in force for UnmarshalBinary after a restart,
// so that a failsafe limit above them lifts none of them. It never fails.
// Heartbeats are not in it: after a restart both directions are in failsafe.
func (o Operator) MarshalBinary() ([]byte, error) {
	b := append(make([]byte, 0, operatorSize), operatorVersion)
	for _, t := range o.told {
		var flags byte
		at, lasts := time.Time{}, time.Duration(0)
		if t.dim.Active {
			flags |= flagActive
			if t.dim.Timed {
				flags |= flagTimed
				at, lasts = t.at, t.dim.Lasts
			}
		}
		power := t.dim.Power
		if !t.dim.Active {
			power = 0
		}
		b = append(b, flags)
		b = binary.BigEndian.AppendUint64(b, math.Float64bits(float64(power)))
		b = binary.BigEndian.AppendUint64(b, stamp(at))
		b = binary.BigEndian.AppendUint64(b, uint64(lasts))
	}
	return summed(b), nil
}

// Kept returns what is left of o after a restart.
func (o Operator) Kept() Operator {
	b, _ := o.MarshalBinary()
	var kept Operator
	_ = kept.UnmarshalBinary(b) // it is whole
	return kept
}

// UnmarshalBinary sets o to what MarshalBinary recorded. A record that is
// damaged is refused and leaves o with 0 W in both directions, for that may
// have been said; it is so until the box says otherwise.
func (o *Operator) UnmarshalBinary(b []byte) error {
	*o = Operator{}
	body, ok := unsummed(b, operatorVersion, operatorSize)
	for d := range o.told {
		o.told[d].dim.Active = true
		if !ok {
			continue
		}
		part := body[1+25*d:]
		dim := Dim{Active: part[0]&flagActive != 0, Timed: part[0]&flagTimed != 0}
		dim.Power = energy.Watts(math.Float64frombits(binary.BigEndian.Uint64(part[1:])))
		dim.Lasts = time.Duration(binary.BigEndian.Uint64(part[17:]))
		if ok = magnitude(dim.Power); ok && !dim.Active {
			o.told[d] = told{}
		} else if ok {
			o.told[d] = told{dim: dim, at: moment(binary.BigEndian.Uint64(part[9:]))}
		}
	}
	if !ok {
		dim := told{dim: Dim{Active: true}}
		*o = Operator{told: [2]told{dim, dim}}
		return errors.New("record of the network operator's limits: damaged or of another version: 0 W until the operator's box speaks")
	}
	return nil
}
