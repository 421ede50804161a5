// Package load is a fleet of homes that do nothing but publish telemetry, with
// as little work of their own as can be, so that a benchmark measures what
// takes the samples rather than what sends them.
//
// Its messages are byte for byte those that wire.EncodeTelemetry makes, put together
// from samples that were encoded once.
//
// A home is an MQTT 3.1.1 session that publishes numbered samples at QoS 0, as gateways do, and listens for the acknowledgement of what
// is stored. A Gate says when the next sample may go: a Window as fast as
// samples are taken, a Pace at a fixed rate.
//
// Invariants. Every message is a write of its own, of one sample, or of several
// as homes send that are not in service. Readings are of when they are sent and no
// two of a home at one time, so that none of them looks like one seen before. It
// must never send past its gate.
package load
