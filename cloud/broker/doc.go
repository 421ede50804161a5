// Package broker is the embedded MQTT broker: the homes' only way in.
//
// Trust model. A home is who its TLS client certificate says, and Admission
// says which site that is; MQTT names prove nothing and must merely agree. A
// home publishes on its own topics and hears its own topics and the signals of
// its plants, by exact name: no wildcard, no shared subscription, no $SYS.
//
// Invariants: at most one session per site; nothing is queued for a home that
// is away (sessions are clean, messages go down at QoS 0), for orders are
// leases that are sent again; every wait on a socket has a deadline; a home
// that does not read is cut, not waited for. A message from a home never enters
// mochi's routing: telemetry at QoS 0 passes it by in the lane, the rest the
// hook hands to the Receiver, both in the order in which it came.
//
// It must never decode a payload, touch a database, or take an
// acknowledgement of its own for storage. The guards against defects of mochi
// v2.7.9 each say so where they stand.
package broker
