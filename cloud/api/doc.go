// Package api is the cloud's HTTP face: JSON resources under /api/v1, an event
// stream, and the enrolment of gateways.
//
// Every aggregate carries its coverage, every value its unit in its name.
// Errors are RFC 9457 problem details whose "kind" is a fault.Kind. The
// package decides nothing and stores nothing: it asks the rooms behind its
// interfaces. It must never let a slow reader of the event stream hold up the
// plant: such a reader is cut.
//
// What a home is asked through it, GET /api/v1/sites/{id}/explain, takes as long
// as the home takes, up to a deadline: 503 where the home is not connected or
// too many ask, 504 where it was asked and did not answer.
package api
