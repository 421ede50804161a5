package regmap

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// directive is one kind of header line.
type directive struct {
	least int  // words behind the keyword
	again bool // it may stand more than once
	read  func(p *deviceParser, f []string) error
}

// directives are the header lines by their keyword.
var directives = map[string]directive{
	"vendor":   {1, false, func(p *deviceParser, f []string) error { p.device.Maker = strings.Join(f, " "); return nil }},
	"role":     {1, false, (*deviceParser).role},
	"over":     {1, false, func(p *deviceParser, f []string) error { return pattern(&p.device.Over, f) }},
	"models":   {1, false, func(p *deviceParser, f []string) error { p.device.Model = strings.Join(f, " "); return nil }},
	"source":   {1, true, func(*deviceParser, []string) error { return nil }},
	"verified": {2, false, (*deviceParser).verified},
	"proof":    {2, false, (*deviceParser).proof},
	"table":    {1, true, (*deviceParser).inTable},
	"order":    {1, true, (*deviceParser).inOrder},
	"unit": {1, false, func(p *deviceParser, f []string) error {
		n, err := whole(f, 1, 247)
		p.device.Unit = uint8(n)
		return err
	}},
	"pace":     {1, false, (*deviceParser).pace},
	"clients":  {1, false, func(p *deviceParser, f []string) (err error) { p.device.Clients, err = whole(f, 1, 64); return }},
	"gap":      {1, false, func(p *deviceParser, f []string) (err error) { p.device.Gap, err = whole(f, 0, maxRead); return }},
	"together": {0, false, func(p *deviceParser, _ []string) error { p.device.Together = true; return nil }},
	"sunspec":  {0, false, func(p *deviceParser, _ []string) error { p.device.SunSpec = true; return nil }},
	"print":    {2, true, (*deviceParser).print},
	"known":    {2, true, (*deviceParser).known},
	"lease":    {2, false, func(p *deviceParser, f []string) error { return p.device.Lease.read(f) }},
	"curb":     {2, false, func(p *deviceParser, f []string) error { return p.device.Curb.read(f) }},
	"refused":  {1, false, func(p *deviceParser, f []string) error { p.device.Refused = strings.Join(f, " "); return nil }},
	"island":   {2, false, func(p *deviceParser, f []string) error { return p.island(f, &p.device.Island.alone) }},
	"mains":    {2, false, func(p *deviceParser, f []string) error { return p.island(f, &p.device.Island.mains) }},
	"other":    {1, false, (*deviceParser).others},
}

func (p *deviceParser) role(f []string) error {
	if len(f) != 1 || !slices.Contains([]string{"meter", "pv", "storage", "hybrid"}, f[0]) {
		return fmt.Errorf("role %q: want meter, pv, storage or hybrid", strings.Join(f, " "))
	}
	p.device.Role = f[0]
	return nil
}

func (p *deviceParser) verified(f []string) error {
	if f[0] != "yes" && f[0] != "no" {
		return fmt.Errorf("verified %q: want yes or no, and where or why not", f[0])
	}
	p.device.Verified, p.device.Note = f[0] == "yes", strings.Join(f[1:], " ")
	return nil
}

func (p *deviceParser) proof(f []string) (err error) {
	p.device.Proven = strings.Join(f[1:], " ")
	p.device.Proof, err = oneOf(f[:1], map[string]Proof{"words": Words, "table": Table2})
	return err
}

func (p *deviceParser) inTable(f []string) (err error) {
	p.table, err = oneOf(f, map[string]Table{"holding": Holding, "input": Input})
	return err
}

func (p *deviceParser) inOrder(f []string) (err error) {
	p.little, err = oneOf(f, map[string]bool{"big": false, "little": true})
	return err
}

func (p *deviceParser) pace(f []string) error {
	ms, err := whole(f, 1, 60_000)
	p.device.Pace = time.Duration(ms) * time.Millisecond
	return err
}

func (p *deviceParser) others(f []string) error {
	for _, s := range f {
		n, err := number(s, 1, 247)
		if err != nil {
			return err
		}
		p.device.Others = append(p.device.Others, uint8(n))
	}
	return nil
}

func (p *deviceParser) known(f []string) error {
	if len(f) != 2 {
		return fmt.Errorf("want: known MODEL VERSION")
	}
	var pair Pair
	if err := pattern(&pair.Model, f[:1]); err != nil {
		return err
	}
	p.device.Known = append(p.device.Known, pair)
	return pattern(&p.device.Known[len(p.device.Known)-1].Version, f[1:])
}

// print reads one mark.
func (p *deviceParser) print(f []string) error {
	mark := Print{Point: f[0]}
	for _, s := range f[1:] {
		if r, ok := span(s); ok {
			mark.Ranges = append(mark.Ranges, r)
			continue
		}
		if err := pattern(new(string), []string{s}); err != nil {
			return err
		}
		mark.Texts = append(mark.Texts, s)
	}
	p.device.Prints = append(p.device.Prints, mark)
	return nil
}
