package server

import (
	"context"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"time"

	"github.com/hearthgrid/hearthgrid/cloud/api"
	"github.com/hearthgrid/hearthgrid/cloud/fleet"
	"github.com/hearthgrid/hearthgrid/cloud/fleet/asset"
	"github.com/hearthgrid/hearthgrid/cloud/identity"
	"github.com/hearthgrid/hearthgrid/shared/dispatchkey"
	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// registerWait bounds one enrolment's work on the registry.
const registerWait = 10 * time.Second

// enroller lets a home that knows the claim in: certificate, registry, plant.
type enroller struct {
	authority *identity.Authority
	claim     identity.Claim
	registry  *fleet.Registry
	dispatch  *dispatchkey.Signer
	plant     energy.PlantID
}

// Enroll implements api.Enroller. The site is registered before its
// certificate leaves, so that what it is given is never unknown here.
func (e *enroller) Enroll(claim string, site energy.SiteID, csr []byte) (api.Papers, error) {
	if !e.claim.Matches(claim) {
		return api.Papers{}, &fault.Error{Op: "enroll", Kind: fault.Denied, Subject: string(site), Hint: "ask the operator for a claim", Err: errors.New("claim is not valid")}
	}
	certificate, err := e.authority.SignGateway(csr, site)
	if err != nil {
		return api.Papers{}, err
	}
	if err := e.register(site, certificate); err != nil {
		return api.Papers{}, err
	}
	return api.Papers{Certificate: string(certificate), Authority: string(e.authority.CertPEM()), Dispatch: e.dispatch.Ring().String()}, nil
}

func (e *enroller) register(site energy.SiteID, certificate []byte) error {
	ctx, cancel := context.WithTimeout(context.Background(), registerWait)
	defer cancel()
	block, _ := pem.Decode(certificate)
	if block == nil {
		panic("BUG: the authority returned no PEM block")
	}
	cert, err := x509.ParseCertificate(block.Bytes)
	if err != nil {
		return err
	}
	now := time.Now()
	if err := e.registry.AddSite(ctx, site, now); err != nil {
		return err
	}
	if err := e.registry.RecordCertificate(ctx, site, cert, now); err != nil {
		return err
	}
	return e.registry.Join(ctx, asset.GroupID(e.plant), site, now)
}
