package server

import (
	"context"
	"errors"
	"io"
	"path/filepath"

	"github.com/hearthgrid/hearthgrid/cloud/fleet"
	"github.com/hearthgrid/hearthgrid/cloud/identity"
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
	database  database
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
	s.database, err = openDatabase(ctx, c)
	return s, err
}

// close closes what is open, last opened first.
func (s stores) close() error {
	var failed []error
	if s.database.via != nil {
		failed = append(failed, s.database.via.Close())
	}
	if s.registry != nil {
		failed = append(failed, s.registry.Close())
	}
	if s.folder != nil {
		failed = append(failed, s.folder.Close())
	}
	return errors.Join(failed...)
}
