package scenario

import (
	"maps"
	"os"
	"slices"

	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// parser is what has been read of a script.
type parser struct {
	script  *Script
	known   map[string]*fact
	begun   bool // a statement that acts was met: the setting is over
	letters []string
}

// verb parses the rest of a line that begins with its name.
type verb func(p *parser, l line, rest []string) (act, error)

// verbs is every statement that acts.
func verbs() map[string]verb {
	return map[string]verb{
		"run": parseRun, "within": parseWithin, "expect": parseExpect,
		"order": parseOrder, "post": parsePost, "forge": parsePost, "deliver": parseDeliver, "signal": parseSignal, "arm": parseArm, "owner": parseOwner, "installer": parseOwner, "operator": parseOperator, "every": parseEvery, "quiet": parseQuiet,
		"set": parseSet, "free": parseFree, "mark": parseMark,
		"break": parseBreak, "mend": parseMend, "write": parseWrite,
		"cut": parseCut, "restore": parseRestore,
		"kill": parseKill, "freeze": parseFreeze, "thaw": parseThaw, "visit": parseVisit, "leave": parseLeave, "start": parseStart, "restart": parseRestart, "jump": parseJump, "configure": parseConfigure,
	}
}

// settings is every statement that stands before those.
func settings() map[string]func(p *parser, l line, rest []string) error {
	return map[string]func(p *parser, l line, rest []string) error{
		"clock": parseClock, "step": parseStep, "site": parseSite, "gateway": parseGateway, "device": parseDevice, "table": parseTable,
	}
}

// Parse reads a scenario. What is wrong with it is fault.Invalid and names the
// line; a scenario that expects nothing is wrong.
func Parse(file, text string) (*Script, error) {
	p := &parser{script: &Script{File: file, start: usualStart(), step: usualStep}}
	for _, l := range lines(file, text) {
		if err := p.take(l); err != nil {
			return nil, err
		}
	}
	end := line{file: file, no: 1}
	switch {
	case len(p.script.sites) == 0:
		return nil, end.refuse("no site: begin with one such as \"site battery=5kW/10kWh soc=0.5 pv=0W load=1kW\"")
	case p.script.Checks() == 0:
		return nil, end.refuse("the scenario expects nothing, so it could not fail: add an expect")
	}
	return p.script, nil
}

// Load reads the scenario in a file.
func Load(file string) (*Script, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, &fault.Error{Op: "read scenario", Kind: fault.Invalid, Subject: file, Err: err}
	}
	return Parse(file, string(text))
}

func (p *parser) take(l line) error {
	name, rest := l.words[0], l.words[1:]
	if set, ok := settings()[name]; ok {
		if p.begun {
			return l.refuse("%q belongs before everything that acts", name)
		}
		return set(p, l, rest)
	}
	a, err := p.action(l, l.words)
	if err != nil {
		return err
	}
	if len(p.script.sites) == 0 {
		return l.refuse("%q before any site: there is nothing yet that it could act on", name)
	}
	p.begun = true
	p.script.steps = append(p.script.steps, statement{line: l, act: a})
	return nil
}

// action parses words as one statement that acts.
func (p *parser) action(l line, words []string) (act, error) {
	known := verbs()
	v, ok := known[words[0]]
	if !ok {
		names := slices.Collect(maps.Keys(known))
		names = slices.AppendSeq(names, maps.Keys(settings()))
		return nil, l.unknown("statement", words[0], slices.Sorted(slices.Values(names)))
	}
	return v(p, l, words[1:])
}

// targets takes the home that rest may begin with; none means every home.
func (p *parser) targets(rest []string) (homes []int, after []string) {
	if len(rest) > 0 {
		if i := p.find(rest[0]); i >= 0 {
			return []int{i}, rest[1:]
		}
	}
	for i := range p.script.sites {
		homes = append(homes, i)
	}
	return homes, rest
}

func (p *parser) facts() map[string]*fact {
	if p.known == nil {
		p.known = facts()
	}
	return p.known
}

func (p *parser) find(name string) int {
	return slices.IndexFunc(p.script.sites, func(s *site) bool { return s.name == name })
}
