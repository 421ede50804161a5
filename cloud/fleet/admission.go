package fleet

import (
	"crypto/x509"
	"time"

	"github.com/hearthgrid/hearthgrid/cloud/fleet/asset"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// Admission answers from memory whom a broker lets in and what they may hear.
type Admission struct {
	registry *Registry
	clock    func() time.Time
}

// Admission returns the registry's admission, with memberships as of clock.
func (r *Registry) Admission(clock func() time.Time) *Admission {
	return &Admission{registry: r, clock: clock}
}

// Admit returns the site of a certificate that TLS has verified. Errors are
// those of SiteOf.
func (a *Admission) Admit(cert *x509.Certificate) (energy.SiteID, error) {
	return a.registry.SiteOf(FingerprintOf(cert))
}

// Hears tells whether site is in plant now, itself or through a group in it: a plant or
// another group whose homes may be moved as one (asset.Kind.Dispatched).
func (a *Admission) Hears(site energy.SiteID, plant energy.PlantID) bool {
	return a.registry.index.hears(asset.GroupID(plant), site, a.clock())
}
