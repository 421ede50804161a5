package sunspec

import (
	"context"
	"fmt"

	"github.com/hearthgrid/hearthgrid/edge/driver/internal/register"
	"github.com/hearthgrid/hearthgrid/shared/fault"
	"github.com/hearthgrid/hearthgrid/shared/regmap"
)

// The addresses where a SunSpec device may begin, and what stands there.
var bases = [...]uint16{40000, 50000, 0}

const (
	markHigh, markLow = 0x5375, 0x6E53 // "SunS"
	endOfModels       = 0xFFFF
	maxModels         = 64 // more than any device has: a list that does not end
	maxLength         = 1000
	header            = 2 // ID and length
)

// begin returns the address behind the mark. A refusal at one address is an
// answer; silence is not, and ends the search.
func (d *Device) begin(ctx context.Context) (uint16, error) {
	var mark [2]uint16
	for _, base := range bases {
		err := d.unit.Take(ctx, regmap.Holding, base, mark[:])
		if err == nil && mark == [2]uint16{markHigh, markLow} {
			return base + uint16(len(mark)), nil
		}
		if err != nil && !register.Refused(err) {
			return 0, d.silent(err)
		}
	}
	return 0, d.fault(fault.NotFound, fmt.Errorf("no SunSpec mark at %v", bases))
}

// list finds the list of models and walks it.
func (d *Device) list(ctx context.Context) error {
	address, err := d.begin(ctx)
	if err != nil {
		return err
	}
	var head [header]uint16
	for range maxModels {
		if err := d.unit.Take(ctx, regmap.Holding, address, head[:]); err != nil {
			if register.Refused(err) {
				return d.fault(fault.Corrupt, fmt.Errorf("the list of models breaks off at %d: %w", address, err))
			}
			return d.silent(err)
		}
		id, length := head[0], int(head[1])
		if id == endOfModels {
			return nil
		}
		next := int(address) + header + length
		if length == 0 || length > maxLength || next > 0xFFFF {
			return d.fault(fault.Corrupt, fmt.Errorf("model %d at %d has length %d", id, address, length))
		}
		d.keep(id, address, length)
		address = uint16(next)
	}
	return d.fault(fault.Corrupt, fmt.Errorf("the list of models does not end after %d", maxModels))
}

// keep notes a model that we have a map for, the first of its kind. One that
// is shorter than its fixed part is left out: its points would be another's.
func (d *Device) keep(id, address uint16, length int) {
	m, known := regmap.SunSpec(id)
	if known && !d.has(id) && length >= least(m) {
		d.blocks[id] = d.unit.Model(m, address, length)
	}
}

// least is the shortest body that holds all points of m. Model 1 may come
// without its closing pad word (SunSpec Common Model: length 65 or 66).
func least(m *regmap.Model) int {
	if m.ID == 1 {
		return m.Length(0) - 1
	}
	return m.Length(0)
}
