package server

import (
	"context"
	"errors"
	"io"
	"path/filepath"

	"github.com/hearthgrid/hearthgrid/cloud/fleet"
	"github.com/hearthgrid/hearthgrid/cloud/identity"
	"github.com/hearthgrid/hearthgrid/cloud/programme/audit"
	"github.com/hearthgrid/hearthgrid/shared/dispatchkey"
	"github.com/hearthgrid/hearthgrid/shared/process"
)

// stores are the rooms that hold what survives a restart.
type stores struct {
	folder    io.Closer // ours alone until closed
	authority *identity.Authority
	claim     identity.Claim
	signer    *dispatchkey.Signer
	registry  *fleet.Registry
	decided   decisions
	database  database
	books     *books
}

// decisions is the log of what was decided of programmes, and what it held at the start.
type decisions struct {
	*audit.Log
	left audit.Left
}

func openStores(ctx context.Context, c Config) (s stores, err error) {
	dir := c.StateDir
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
	process.Step(ctx, "read the dispatch key in "+dir)
	if s.signer, err = identity.OpenDispatchKey(dir); err != nil {
		return s, err
	}
	source := c.RegistryURL
	if source == "" {
		source = filepath.Join(dir, "registry.db")
	}
	process.Step(ctx, "open the registry "+fleet.SourceName(source))
	if s.registry, err = fleet.Open(source); err != nil {
		return s, err
	}
	path := filepath.Join(dir, "programmes.log")
	process.Step(ctx, "read what was decided of programmes in "+path)
	if s.decided.Log, s.decided.left, err = audit.Open(path); err != nil {
		return s, err
	}
	if s.database, err = openDatabase(ctx, c); err != nil {
		return s, err
	}
	path = filepath.Join(dir, "settlement")
	process.Step(ctx, "open the ledger in "+path)
	s.books, err = openBooks(path)
	return s, err
}

// close closes what is open, last opened first.
func (s stores) close() error {
	var failed []error
	if s.books != nil {
		failed = append(failed, s.books.Close())
	}
	if s.database.via != nil {
		failed = append(failed, s.database.via.Close())
	}
	if s.decided.Log != nil {
		failed = append(failed, s.decided.Close())
	}
	if s.registry != nil {
		failed = append(failed, s.registry.Close())
	}
	if s.folder != nil {
		failed = append(failed, s.folder.Close())
	}
	return errors.Join(failed...)
}
