package server

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"github.com/hearthgrid/hearthgrid/cloud/fleet"
	"github.com/hearthgrid/hearthgrid/cloud/history"
	"github.com/hearthgrid/hearthgrid/cloud/identity"
	"github.com/hearthgrid/hearthgrid/shared/fault"
	"github.com/hearthgrid/hearthgrid/shared/process"
)

// stores are the rooms that hold what survives a restart.
type stores struct {
	folder    io.Closer // ours alone until closed
	authority *identity.Authority
	claim     identity.Claim
	registry  *fleet.Registry
	database  *history.Embedded
}

func openStores(ctx context.Context, dir string) (s stores, err error) {
	defer func() {
		if err != nil {
			err = errors.Join(err, s.close())
			s = stores{}
		}
	}()
	process.Step(ctx, "open the state folder "+dir)
	if s.folder, err = process.Hold(dir); err != nil {
		return s, err
	}
	process.Step(ctx, "open the certificate authority in "+dir)
	if s.authority, err = identity.Open(dir); err != nil {
		return s, err
	}
	process.Step(ctx, "read the claim in "+dir)
	if s.claim, err = identity.OpenClaim(dir); err != nil {
		return s, err
	}
	path := filepath.Join(dir, "registry.db")
	process.Step(ctx, "open the registry "+path)
	if s.registry, err = fleet.Open(path); err != nil {
		return s, err
	}
	path = filepath.Join(dir, "history")
	process.Step(ctx, "open the history "+path)
	s.database, err = openHistory(path)
	return s, err
}

// openHistory turns the panic with which the database meets what it cannot use
// into a reason with a way out. Any other panic is ours and goes on.
func openHistory(path string) (_ *history.Embedded, err error) {
	defer func() {
		switch p := recover(); {
		case p == nil:
		case strings.HasPrefix(fmt.Sprint(p), "FATAL: "):
			err = &fault.Error{
				Op: "open history", Kind: fault.Corrupt, Subject: path, Err: fmt.Errorf("%v", p),
				Hint: "restore the folder from a backup, or move it away to begin an empty one",
			}
		default:
			panic(p)
		}
	}()
	return history.OpenEmbedded(history.DefaultEmbedded(path))
}

// close closes what is open, last opened first.
func (s stores) close() error {
	var failed []error
	if s.database != nil {
		failed = append(failed, s.database.Close())
	}
	if s.registry != nil {
		failed = append(failed, s.registry.Close())
	}
	if s.folder != nil {
		failed = append(failed, s.folder.Close())
	}
	return errors.Join(failed...)
}
