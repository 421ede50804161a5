// Package dispatchkey signs what moves power, and checks the signature where
// power moves: in the home.
//
// Trust model. The key is neither the broker's nor a home's nor that of
// updates: who holds the broker, its certificates or its messages can silence
// homes, and never move them. A signature says who made an order, not that it
// is fresh: the order names its site, boot, id and lease, and the home checks
// those. What even the holder of the key may not do is bounded in the home by
// package edge/safety.
//
// Signatures are Ed25519ctx (RFC 8032, section 5.1): the context names what is
// signed, so that a signal never passes as an order, nor as a frequency response
// pushed ahead. Keys are exchanged by
// overlap: homes are given a ring with the old and the new one, then the cloud
// signs with the new one, then homes are given a ring without the old one.
//
// It must never print or return a private key, except to the file that keeps it.
package dispatchkey
