package server

import (
	"encoding/json"

	"github.com/hearthgrid/hearthgrid/cloud/api"
	"github.com/hearthgrid/hearthgrid/cloud/programme"
	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// Programmes implements api.Programmes.
func (p *programmes) Programmes() []api.Programme {
	all := []api.Programme{}
	for _, one := range p.desk.Programmes() {
		all = append(all, programmeView(one))
	}
	return all
}

// Programme implements api.Programmes.
func (p *programmes) Programme(id string) (api.Programme, error) {
	for _, one := range p.desk.Programmes() {
		if one.ID == programme.ID(id) {
			return programmeView(one), nil
		}
	}
	return api.Programme{}, &fault.Error{Op: "find programme", Kind: fault.NotFound, Subject: id, Hint: "hearthctl programme list shows them"}
}

// Define implements api.Programmes.
func (p *programmes) Define(v api.Programme, by api.Person) error {
	var one programme.Programme
	if err := recast(v, &one); err != nil {
		return &fault.Error{Op: "define programme", Kind: fault.Invalid, Subject: v.ID, Err: err}
	}
	return p.desk.Define(one, programme.Person(by), p.clock())
}

// SetLevel implements api.Programmes.
func (p *programmes) SetLevel(id string, level float64, by api.Person) error {
	if err := p.desk.Heed(programme.ID(id), level, programme.Person(by)); err != nil {
		return err
	}
	p.mu.Lock()
	heard := programme.Level{Value: level, At: p.clock()}
	p.levels[programme.ID(id)] = heard
	p.mu.Unlock()
	p.road.settlement.hear(programme.ID(id), heard)
	p.look()
	return nil
}

// StopProgramme implements api.Programmes.
func (p *programmes) StopProgramme(id string, by api.Person, why string) error {
	if _, err := p.Programme(id); err != nil {
		return err
	}
	defer p.look()
	return p.desk.StopProgramme(programme.ID(id), programme.Person(by), why, p.clock())
}

// recast takes what v says into out, which is written down in the same words.
func recast(v, out any) error {
	text, err := json.Marshal(v)
	if err != nil {
		return err
	}
	return json.Unmarshal(text, out)
}

func programmeView(p programme.Programme) (v api.Programme) {
	if err := recast(p, &v); err != nil {
		panic("BUG: a programme cannot be shown: " + err.Error())
	}
	return v
}
