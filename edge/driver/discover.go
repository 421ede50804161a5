package driver

import (
	"context"
	"fmt"
	"time"

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

// Discover finds the device at unit: a SunSpec device by its list of models, else
// one that bears the marks of a vendor's map. NotFound means that something
// answered and is neither, Unsupported that it has no model we know a use for,
// Corrupt that its list cannot be. A device that is not trusted is found all the
// same, and says so in Trust.
func Discover(ctx context.Context, bus Registers, unit uint8, clock func() time.Time, opts ...Option) (*Device, error) {
	o := optionsOf(opts)
	d, err := openSunSpec(ctx, bus, unit, clock, o, nil)
	switch {
	case err == nil:
		return d.overtaken(ctx)
	case fault.KindOf(err) != fault.NotFound:
		return nil, err
	}
	d, other := recognise(ctx, bus, unit, clock, o)
	switch {
	case d != nil && other == nil:
		return d, nil
	case other != nil:
		return nil, other
	}
	return nil, err
}

func newDevice(bus Registers, unit uint8, clock func() time.Time, o options) *Device {
	return &Device{bus: bus, unit: unit, clock: clock, options: o, blocks: map[uint16]*block{}}
}

// openSunSpec reads the list of models and the name plates. m is the map that
// says how far to trust the device, nil for none.
func openSunSpec(ctx context.Context, bus Registers, unit uint8, clock func() time.Time, o options, m *regmap.Device) (*Device, error) {
	d := newDevice(bus, unit, clock, o)
	d.vendor = m
	start, err := d.begin(ctx)
	if err != nil {
		return nil, err
	}
	if err := d.list(ctx, start); err != nil {
		return nil, err
	}
	if err := d.identify(ctx); err != nil {
		return nil, err
	}
	d.bind()
	if d.role == NoRole {
		return nil, d.wrong(fault.Unsupported, fmt.Errorf("no inverter, storage or meter model among %v", d.Models()))
	}
	if err := d.rate(ctx); err != nil {
		return nil, err
	}
	d.trust = d.trustOf()
	return d, nil
}

// begin returns the address behind the mark. A refusal at one address is an
// answer; silence is not, and ends the search.
func (d *Device) begin(ctx context.Context) (uint16, error) {
	var mark [2]uint16
	for _, base := range bases {
		err := d.bus.ReadHolding(ctx, d.unit, base, mark[:])
		if err == nil && mark == [2]uint16{markHigh, markLow} {
			return base + uint16(len(mark)), nil
		}
		if err != nil && !refused(err) {
			return 0, fmt.Errorf("discover unit %d: %w", d.unit, err)
		}
	}
	return 0, d.wrong(fault.NotFound, fmt.Errorf("no SunSpec mark at %v", bases))
}

// refused tells an answer that denies an address from no answer at all.
func refused(err error) bool {
	k := fault.KindOf(err)
	return k == fault.Invalid || k == fault.Unsupported
}

// list walks the models from address on.
func (d *Device) list(ctx context.Context, address uint16) error {
	var head [header]uint16
	for range maxModels {
		if err := d.bus.ReadHolding(ctx, d.unit, address, head[:]); err != nil {
			if refused(err) {
				return d.wrong(fault.Corrupt, fmt.Errorf("the list of models breaks off at %d: %w", address, err))
			}
			return fmt.Errorf("discover unit %d: %w", d.unit, err)
		}
		id, length := head[0], int(head[1])
		if id == endOfModels {
			return nil
		}
		next := int(address) + header + length
		if length == 0 || length > maxLength || next > 0xFFFF {
			return d.wrong(fault.Corrupt, fmt.Errorf("model %d at %d has length %d", id, address, length))
		}
		d.keep(id, address, length)
		address = uint16(next)
	}
	return d.wrong(fault.Corrupt, fmt.Errorf("the list of models does not end after %d", maxModels))
}

// keep notes a model that we have a map for, the first of its kind. One that
// is shorter than its fixed part is left out: its points would be another's.
func (d *Device) keep(id, address uint16, length int) {
	m, known := regmap.SunSpec(id)
	if _, had := d.blocks[id]; !known || had || length < least(m) {
		return
	}
	d.blocks[id] = &block{model: m, base: address, words: make([]uint16, header+length)}
}

// least is the shortest body that holds all points of m. Model 1 may come
// without its closing pad word (SunSpec Common Model: length 65 or 66).
func least(m *regmap.Model) int {
	if m.ID == 1 {
		return m.Length(0) - 1
	}
	return m.Length(0)
}

func (d *Device) identify(ctx context.Context) error {
	b, ok := d.blocks[1]
	if !ok {
		return d.wrong(fault.Corrupt, fmt.Errorf("model 1, the identity, is missing"))
	}
	if err := b.read(ctx, d); err != nil {
		return fmt.Errorf("discover unit %d: %w", d.unit, err)
	}
	text := func(name string) string {
		p, _ := b.model.Point(name)
		s, _ := p.Text(b.words)
		return s
	}
	d.identity = Identity{Maker: text("Mn"), Model: text("Md"), Version: text("Vr"), Serial: text("SN")}
	return d.inputs(ctx)
}

// inputs reads the names of an inverter's inputs, where a battery may stand behind
// them that no other model tells of.
func (d *Device) inputs(ctx context.Context) error {
	b, ok := d.blocks[160]
	if !ok || !d.has(124) || d.has(802) {
		return nil
	}
	if err := b.read(ctx, d); err != nil && !refused(err) {
		return fmt.Errorf("discover unit %d: %w", d.unit, err)
	}
	return nil
}

func (d *Device) wrong(kind fault.Kind, err error) error {
	return &fault.Error{Op: "discover", Kind: kind, Subject: fmt.Sprintf("unit %d", d.unit), Hint: "check the unit id and that SunSpec is on in the device's menu", Err: err}
}
