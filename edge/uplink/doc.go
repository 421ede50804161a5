// Package uplink is the home's MQTT session: reports out, orders, signals and
// arms in.
//
// Delivery. Everything travels at QoS 0, because a broker's acknowledgement
// proves nothing: the client library completes a publish that was never
// acknowledged, and the broker keeps one packet-id space for both directions.
// Instead reports are numbered and stay in the spool until the cloud says they
// are stored; orders and arms are repeated by the cloud until a receipt or a report
// shows them. After an outage the newest report goes first, and what was
// missed follows at a capped and jittered rate. What earlier boots left goes last,
// one boot after the other, acknowledged by its own numbers.
//
// Life. Session.Run owns the connection and every goroutine started here. It
// reconnects with full-jitter backoff for as long as its context lives; the
// client library's own reconnect, which has no jitter, is off. The library's
// handlers only put messages into a bounded queue; overflow is counted. A session
// whose receiving goroutine stood still ends with what waited in it unread.
//
// The room never decides anything about power: it hands orders and arms on and
// answers with what was said to them. It never blocks the control loop: Offer takes
// one lock for the time of a copy. It never writes to a disk.
package uplink
