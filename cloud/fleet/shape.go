package fleet

import (
	"errors"

	"github.com/hearthgrid/hearthgrid/cloud/fleet/sheet"
)

// set is a set of columns.
type set uint16

func setOf(columns ...sheet.Column) (s set) {
	for _, c := range columns {
		s |= 1 << c
	}
	return s
}

func (s set) has(c sheet.Column) bool { return s&(1<<c) != 0 }

// shape is which columns a record has; those in must have a text.
type shape struct {
	must, may set
	take      func(*plan, *cells)
}

func shapeOf(record string) (shape, error) {
	switch record {
	case "site":
		return shape{setOf(sheet.Site), setOf(sheet.From), (*plan).site}, nil
	case "group":
		return shape{setOf(sheet.Group, sheet.Kind), setOf(sheet.From), (*plan).group}, nil
	case "member":
		return shape{setOf(sheet.Group, sheet.Site, sheet.From), setOf(sheet.To), (*plan).member}, nil
	case "part":
		return shape{setOf(sheet.Group, sheet.Part, sheet.From), setOf(sheet.To), (*plan).part}, nil
	case "device":
		return shape{setOf(sheet.Site, sheet.Device, sheet.Kind, sheet.From), setOf(sheet.To), (*plan).device}, nil
	case "fact":
		return shape{setOf(sheet.Site, sheet.Device, sheet.From, sheet.Name, sheet.Value, sheet.Source), setOf(sheet.Stated), (*plan).fact}, nil
	case "limit":
		return shape{setOf(sheet.Name, sheet.Value, sheet.From), setOf(sheet.Site, sheet.Group, sheet.To), (*plan).limit}, nil
	case "person":
		return shape{setOf(sheet.Site, sheet.Name, sheet.Value), 0, (*plan).person}, nil
	}
	return shape{}, errors.New("no such record")
}

// take takes one row in.
func (p *plan) take(row *sheet.Row) {
	p.rows++
	c := &cells{row: row, plan: p, ok: true}
	record := c.text(sheet.Record)
	shape, err := shapeOf(record)
	if err != nil {
		c.fail(sheet.Record, "it is site, group, member, part, device, fact, limit or person", err)
		return
	}
	for column, text := range row.Cells {
		column := sheet.Column(column)
		switch {
		case text == "" && shape.must.has(column):
			c.fail(column, "a "+record+" needs it", errors.New("it is empty"))
		case text != "" && column != sheet.Record && !(shape.must | shape.may).has(column):
			c.fail(column, "leave it empty", errors.New("a "+record+" has none"))
		}
	}
	if c.ok {
		shape.take(p, c)
	}
}
