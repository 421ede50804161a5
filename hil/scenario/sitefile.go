package scenario

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/hearthgrid/hearthgrid/hil/device"
)

// siteFile is the settings of a gateway's site file, by dotted key. Which
// there are and what they may be is the gateway's to say.
type siteFile struct {
	keys   []string
	values map[string]string
	rows   []string // each of a list of tables, as text
}

func (f *siteFile) set(key, value string) {
	if f.values == nil {
		f.values = map[string]string{}
	}
	if _, ok := f.values[key]; !ok {
		f.keys = append(f.keys, key)
	}
	f.values[key] = value
}

func (f *siteFile) copy() siteFile {
	return siteFile{keys: slices.Clone(f.keys), values: maps.Clone(f.values), rows: slices.Clone(f.rows)}
}

// toml returns the file's text: top-level keys, then a table for each prefix,
// then the bus, then the lists of tables.
func (f *siteFile) toml(bus string) []byte {
	tables := map[string][]string{}
	for _, key := range f.keys {
		table, name := "", key
		if i := strings.LastIndex(key, "."); i >= 0 {
			table, name = key[:i], key[i+1:]
		}
		tables[table] = append(tables[table], fmt.Sprintf("%s = %s\n", name, f.values[key]))
	}
	var names []string
	for table := range tables {
		names = append(names, table)
	}
	slices.Sort(names)
	var b strings.Builder
	for _, table := range names {
		if table != "" {
			fmt.Fprintf(&b, "\n[%s]\n", table)
		}
		b.WriteString(strings.Join(tables[table], ""))
	}
	b.WriteString(bus)
	b.WriteString(strings.Join(f.rows, ""))
	return []byte(b.String())
}

// parseGateway adds settings to the site file of the site above it.
func parseGateway(p *parser, l line, rest []string) error {
	if len(p.script.sites) == 0 {
		return l.refuse("\"gateway\" before any site: it sets the gateway of the site above it")
	}
	if len(rest) == 0 {
		return l.refuse("want settings of the site file such as limits.reserve_ratio=0.2")
	}
	s := p.script.sites[len(p.script.sites)-1]
	for _, word := range rest {
		key, value, ok := strings.Cut(word, "=")
		if !ok || !dotted(key) || value == "" {
			return l.refuse("%q: want key=value with a key of the site file such as limits.reserve_ratio", word)
		}
		s.file.set(key, value)
	}
	return nil
}

// parseTable adds one more table to a list of the site file of the site above it.
func parseTable(p *parser, l line, rest []string) error {
	if len(p.script.sites) == 0 || len(rest) < 2 || !dotted(rest[0]) {
		return l.refuse("want a list of the site file and what one more table of it says such as \"table time_of_use from=\"02:00\" until=\"05:00\" charge_w=2000\"")
	}
	row := fmt.Sprintf("\n[[%s]]\n", rest[0])
	for _, word := range rest[1:] {
		key, value, ok := strings.Cut(word, "=")
		if !ok || !dotted(key) || value == "" {
			return l.refuse("%q: want key=value", word)
		}
		row += fmt.Sprintf("%s = %s\n", key, value)
	}
	s := p.script.sites[len(p.script.sites)-1]
	s.file.rows = append(s.file.rows, row)
	return nil
}

func dotted(key string) bool {
	for part := range strings.SplitSeq(key, ".") {
		if part == "" || strings.Trim(part, "abcdefghijklmnopqrstuvwxyz0123456789_") != "" {
			return false
		}
	}
	return true
}

// known is what the site file says of equipment by SunSpec: that of the simulator
// was tried, unless the scenario is about one that was not.
func (s *site) known() string {
	if s.stranger {
		return ""
	}
	return fmt.Sprintf("\n[[known]]\nmaker = %q\nmodel = \"*\"\nversion = \"*\"\n", device.Maker)
}

// deviceKeys is what a site file says of one unit.
var deviceKeys = []string{"map", "vouched_model", "vouched_version", "without_way_back"}

// parseDevice adds what is said of one unit to the site above it.
func parseDevice(p *parser, l line, rest []string) error {
	if len(p.script.sites) == 0 || len(rest) < 2 {
		return l.refuse("want a unit of the site above and what is said of it such as \"device meter map=sdm630\"")
	}
	s := p.script.sites[len(p.script.sites)-1]
	unit, ok := unitOf(s, rest[0])
	if !ok {
		return l.unknown("unit", rest[0], unitNames)
	}
	s.said += fmt.Sprintf("\n[[bus.device]]\nunit = %d\n", unit)
	for _, word := range rest[1:] {
		key, value, _ := strings.Cut(word, "=")
		if !slices.Contains(deviceKeys, key) {
			return l.unknown("key of a device", key, deviceKeys)
		}
		if key == "without_way_back" { // is yes or no
			s.said += fmt.Sprintf("%s = %s\n", key, value)
			continue
		}
		s.said += fmt.Sprintf("%s = %q\n", key, strings.Trim(value, `"`))
	}
	return nil
}
