// Package wire is what a home and the cloud say to each other: protobuf
// messages, their topics, the protocol version, and the mapping between
// messages and the words of package energy.
//
// Changes are additive. A decoder accepts what it does not know and refuses
// what it cannot trust: a value that is not finite, a site that is not a name,
// an age or a lease out of range. Nothing missing ever decodes to 0.
package wire
