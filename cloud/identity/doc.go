// Package identity is the development certificate authority: it makes its own
// root at first start and signs the certificates of gateways.
//
// Trust model. The root key lives in one file of the state folder, mode 0600,
// and in this process; nothing here prints, sends or returns it. A gateway
// makes its own key and sends only a signing request. What a certificate says
// is decided here and not by the request: common name = site, client
// authentication only, never a CA. Whoever holds the root key can pose as any
// home to the broker; a fleet outside a developer's machine needs an offline
// root and an intermediate.
//
// It must never overwrite a root it cannot read, sign a name the caller did
// not state, or accept a key it would not have made itself. Whether a
// certificate is still valid is not known here: the fleet room revokes.
package identity
