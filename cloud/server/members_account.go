package server

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/hearthgrid/hearthgrid/cloud/dispatch"
	"github.com/hearthgrid/hearthgrid/cloud/dispatch/fair"
	"github.com/hearthgrid/hearthgrid/shared/atomicfile"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// mostAccount bounds the file of one plant, in bytes: that is half a million homes.
const mostAccount = 64 << 20

// accounts keeps what homes gave for their plants, a file for each in a folder of the
// state folder, so that it outlives the process.
type accounts struct {
	dir string
	log *slog.Logger

	mu   sync.Mutex
	made map[energy.PlantID]*dispatch.Plant // newest of each
}

// add has what homes give for a plant kept.
func (a *accounts) add(id energy.PlantID, p *dispatch.Plant) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.made == nil {
		a.made = map[energy.PlantID]*dispatch.Plant{}
	}
	a.made[id] = p
}

func (a *accounts) all() map[energy.PlantID]*dispatch.Plant {
	a.mu.Lock()
	defer a.mu.Unlock()
	return maps.Clone(a.made)
}

func (a *accounts) path(id energy.PlantID) string { return filepath.Join(a.dir, string(id)+".json") }

// recall returns the account of a plant as it was when it ran last, and an empty one
// where it never did or where the file is damaged: homes then stand as equals again.
func (a *accounts) recall(id energy.PlantID) *fair.Account {
	if before := a.all()[id]; before != nil {
		return before.Account()
	}
	account, err := readAccount(a.path(id))
	switch {
	case err == nil:
		return account
	case !errors.Is(err, os.ErrNotExist):
		a.log.Warn("what homes gave is not taken, the account begins anew", "plant", id, "file", a.path(id), "err", err)
	}
	return &fair.Account{}
}

func readAccount(path string) (*fair.Account, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	text, err := io.ReadAll(io.LimitReader(file, mostAccount+1))
	if err != nil {
		return nil, err
	}
	if len(text) > mostAccount {
		return nil, fmt.Errorf("it is longer than %d bytes", mostAccount)
	}
	return fair.Decode(text)
}

// Run writes all accounts down each keepEach, until ctx ends and once more then.
func (a *accounts) Run(ctx context.Context) error {
	tick := time.NewTicker(keepEach)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			a.keep()
			return nil
		case <-tick.C:
			a.keep()
		}
	}
}

// keep writes all accounts down. What cannot be written is tried again the next time.
func (a *accounts) keep() {
	for id, p := range a.all() {
		if err := a.write(id, p.Account()); err != nil {
			a.log.Warn("what homes gave is not kept", "plant", id, "err", err)
		}
	}
}

func (a *accounts) write(id energy.PlantID, account *fair.Account) error {
	text, err := account.Encode()
	if err != nil {
		return err
	}
	if len(text) > mostAccount {
		return fmt.Errorf("it is longer than %d bytes", mostAccount)
	}
	if err := os.MkdirAll(a.dir, 0o700); err != nil {
		return err
	}
	return atomicfile.Write(a.path(id), text, 0o600)
}
