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
	change sync.Mutex // of who makes durable what people ask for, one after the other; it may take long, and is taken before mu
	mu     sync.Mutex // of what follows, which ticks look at
	people map[energy.PlantID]dispatch.Target
	calls  map[energy.PlantID]programme.CallID
	halted bool
}

// freeNow is free for who does not hold mu.
func (a *asked) freeNow(id energy.PlantID) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.free(id)
}

// free fails as Conflict where a programme has the plant, or all is stopped. Who asks
// holds mu.
func (a *asked) free(id energy.PlantID) error {
	if a.halted {
		return &fault.Error{Op: "set target", Kind: fault.Conflict, Subject: string(id), Err: errors.New("all is stopped"), Hint: "find out why, then: hearthctl resume"}
	}
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

// begin has a plant do what people ask for by now, or fails as free. What a call that
// came meanwhile has is theirs after it.
func (a *asked) begin(id energy.PlantID, p *dispatch.Plant, t dispatch.Target) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	if err := a.free(id); a.halted {
		return err
	}
	a.want(id, &t)
	if a.free(id) == nil {
		p.Adopt(t)
	}
	return nil
}

// stop lets a plant go that people asked for something, and what they asked for. What a
// programme asks for stays.
func (a *asked) stop(id energy.PlantID, p *dispatch.Plant) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.want(id, nil)
	if _, taken := a.calls[id]; !taken {
		p.ClearTarget()
	}
}

// halt has nothing be asked of any plant by people while it is on: to stop all means
// that homes are in their own mode. What they asked for does not come back.
func (a *asked) halt(on bool, plants map[energy.PlantID]*dispatch.Plant) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.halted = on
	if !on {
		return
	}
	for id := range a.people {
		delete(a.people, id)
		if _, taken := a.calls[id]; !taken && plants[id] != nil {
			plants[id].ClearTarget()
		}
	}
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
