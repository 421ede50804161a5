package fleet

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/hearthgrid/hearthgrid/cloud/fleet/asset"
	"github.com/hearthgrid/hearthgrid/cloud/fleet/sheet"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

func (p *plan) site(c *cells) {
	id, added := energy.SiteID(c.name(sheet.Site)), c.time(sheet.From, p.now.UnixMilli())
	if other, twice := p.sites[id]; twice {
		c.fail(sheet.Site, "leave one of them out", fmt.Errorf("it is on line %d too", other.line))
	}
	if c.ok {
		p.sites[id] = entry{added: added, line: c.row.Line}
	}
}

func (p *plan) group(c *cells) {
	id, added := asset.GroupID(c.name(sheet.Group)), c.time(sheet.From, p.now.UnixMilli())
	kind, err := asset.ParseKind(c.text(sheet.Kind))
	if err != nil {
		c.fail(sheet.Kind, oneWord(err), errors.New("no such kind of group"))
	}
	if other, twice := p.groups[id]; twice {
		c.fail(sheet.Group, "leave one of them out", fmt.Errorf("it is on line %d too", other.line))
	}
	if c.ok {
		p.groups[id] = entry{kind: kind, added: added, line: c.row.Line}
	}
}

// oneWord returns the way out that oneOf says.
func oneWord(err error) string {
	_, hint, _ := strings.Cut(err.Error(), ": ")
	return hint
}

func (p *plan) member(c *cells) {
	h := held{a: c.name(sheet.Group), b: c.name(sheet.Site), line: c.row.Line}
	if h.from, h.to = c.span(); c.ok {
		p.members = append(p.members, h)
	}
}

func (p *plan) part(c *cells) {
	h := held{a: c.name(sheet.Group), b: c.name(sheet.Part), line: c.row.Line}
	if h.from, h.to = c.span(); c.ok {
		p.parts = append(p.parts, h)
	}
}

func (p *plan) device(c *cells) {
	h := held{a: c.name(sheet.Site), b: c.name(sheet.Device), said: c.text(sheet.Kind), line: c.row.Line}
	h.from, h.to = c.span()
	if _, err := asset.ParseDeviceKind(h.said); err != nil {
		c.fail(sheet.Kind, oneWord(err), errors.New("no such kind of device"))
	}
	if c.ok {
		p.devices = append(p.devices, h)
	}
}

func (p *plan) fact(c *cells) {
	f := asset.Fact{Name: asset.FactName(c.text(sheet.Name)), Value: c.text(sheet.Value), Source: c.text(sheet.Source)}
	key := factKey{c.name(sheet.Site), c.name(sheet.Device), c.time(sheet.From, 0), f.Name, f.Source}
	stated := c.time(sheet.Stated, p.now.UnixMilli())
	if column, err := f.Check(); err != nil {
		at := map[string]sheet.Column{"name": sheet.Name, "value": sheet.Value, "source": sheet.Source}[column]
		c.fail(at, "correct it", err)
	}
	if other, twice := p.facts[key]; twice {
		c.fail(sheet.Name, "leave one of them out", fmt.Errorf("the same source has it on line %d too", other.line))
	}
	if c.ok {
		p.facts[key] = told{value: f.Value, stated: stated, line: c.row.Line}
	}
}

func (p *plan) limit(c *cells) {
	h := held{a: string(asset.AtSite), b: c.text(sheet.Site), c: c.text(sheet.Name), line: c.row.Line}
	at := sheet.Site
	if h.b == "" {
		h.a, at = string(asset.AtGroup), sheet.Group
	}
	if c.text(sheet.Site) != "" && c.text(sheet.Group) != "" {
		c.fail(sheet.Group, "give a site or a group", errors.New("a limit sits at one node"))
		return
	}
	h.b = c.name(at)
	h.from, h.to = c.span()
	value, err := strconv.ParseFloat(c.text(sheet.Value), 64)
	if err != nil {
		c.fail(sheet.Value, "give it as 11 or 7.5", errors.New("it is no number"))
	} else if column, err := (asset.Limit{Name: asset.LimitName(h.c), Value: value}).Check(); column != "" {
		c.fail(map[string]sheet.Column{"name": sheet.Name, "value": sheet.Value}[column], "correct it", err)
	}
	if h.said = number64(value); c.ok {
		p.limits = append(p.limits, h)
	}
}

// number64 writes a number so that it is read as the same.
func number64(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }

func (p *plan) person(c *cells) {
	site := energy.SiteID(c.name(sheet.Site))
	if err := asset.Plain(c.text(sheet.Value)); err != nil {
		c.fail(sheet.Value, "correct it", err)
	}
	who := p.people[site]
	if who == nil {
		who = &spoken{line: c.row.Line}
	}
	detail := who.person.details()[c.text(sheet.Name)]
	switch {
	case detail == nil:
		c.fail(sheet.Name, "it is name, email, phone or address", errors.New("no such detail"))
	case *detail != "":
		c.fail(sheet.Name, "leave one of them out", errors.New("it is there twice"))
	}
	if c.ok {
		*detail = c.text(sheet.Value)
		p.people[site] = who
	}
}
