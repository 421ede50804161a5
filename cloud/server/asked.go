package server

import (
	"errors"
	"fmt"
	"sync"

	"github.com/hearthgrid/hearthgrid/cloud/dispatch"
	"github.com/hearthgrid/hearthgrid/cloud/programme"
	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// asked is what plants are asked for, by people and by programmes. A programme that
// has a plant goes before what people asked for, which is there again after it.
type asked struct {
	mu     sync.Mutex // what is durable and what is in effect change together
	people map[energy.PlantID]dispatch.Target
	calls  map[energy.PlantID]programme.CallID
}

// free fails as Conflict where a programme has the plant. Who asks holds mu.
func (a *asked) free(id energy.PlantID) error {
	call, taken := a.calls[id]
	why, hint := fmt.Errorf("call %s of a programme has the plant", call), "wait until it ends, or stop it: hearthctl call stop "+string(call)
	switch {
	case !taken:
		return nil
	case call == "":
		why, hint = errors.New("homes of a call that has ended are let go in turn"), "wait a minute, or let all go at once: hearthctl halt"
	}
	return &fault.Error{Op: "set target", Kind: fault.Conflict, Subject: string(id), Err: why, Hint: hint}
}

// want notes what people ask for, nil for nothing. Who asks holds mu.
func (a *asked) want(id energy.PlantID, t *dispatch.Target) {
	if t == nil {
		delete(a.people, id)
		return
	}
	if a.people == nil {
		a.people = map[energy.PlantID]dispatch.Target{}
	}
	a.people[id] = *t
}

// keep notes what people asked for before a restart.
func (a *asked) keep(id energy.PlantID, t dispatch.Target) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.want(id, &t)
}

// take has a programme's call have the plant and asks it for t.
func (a *asked) take(id energy.PlantID, p *dispatch.Plant, call programme.CallID, t dispatch.Target) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.calls == nil {
		a.calls = map[energy.PlantID]programme.CallID{}
	}
	a.calls[id] = call
	p.Adopt(t)
}

// giveBack has no programme have the plant, which is asked for what people want of it.
// What of that has ended meanwhile ends in the plant's next tick.
func (a *asked) giveBack(id energy.PlantID, p *dispatch.Plant) {
	a.mu.Lock()
	defer a.mu.Unlock()
	delete(a.calls, id)
	if t, there := a.people[id]; there {
		p.Adopt(t)
		return
	}
	p.ClearTarget()
}
