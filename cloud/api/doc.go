// Package api is the cloud's HTTP face: JSON resources under /api/v1, event
// streams, and the enrolment of gateways.
//
// Every aggregate carries its coverage, every value its unit in its name, every
// estimate its interval, where it is from and how old it is. What it is made of is
// in openapi.json, which it serves. Errors are RFC 9457 problem details whose
// "kind" is a fault.Kind, a panic's too. The package decides nothing and stores
// nothing but the last minutes of the streams that are read: it asks the rooms
// behind its interfaces.
//
// It must never let a slow reader of an event stream hold up the plant or the
// other readers: events are made once for all, and such a reader is cut. It must
// never leave a reader in the belief that it got everything when it did not.
//
// What a home is asked through it, GET /api/v1/sites/{id}/explain and
// /orders/{order}, takes as long as the home takes, up to a deadline: 503 where
// the home is not connected or too many ask, 504 where it was asked and did not
// answer.
package api
