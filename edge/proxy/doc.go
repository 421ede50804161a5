// Package proxy is a read-only Modbus TCP server for the other masters in the
// house, such as an energy manager or a wallbox: most dongles serve one client
// only, and that one is the gateway.
//
// It answers reads (functions 3 and 4) by reading from the gateway's link, or
// from what was read for another master at most Config.MaxAge ago. Whoever wires it
// gives Run a context of the lowest priority, so that a guest never holds up
// the safety loop.
//
//   - A reply carries registers that were read in one piece, as the device gave them,
//     never older than MaxAge. What could not be read is an exception.
//   - It writes nothing: every other function is exception 1.
//   - Clients, requests per second and client, and the cache are bounded; every
//     socket operation has a deadline; Run waits for all it started.
//   - Modbus has no login. Only addresses that Config.Allow names may connect; by
//     default those of private networks, never the internet.
//
// It must never write to a device, change a value, or answer for a unit that
// did not.
//
// Clauses are of "MODBUS Application Protocol Specification V1.1b3" (APP) and
// "MODBUS Messaging on TCP/IP Implementation Guide V1.0b" (TCP).
package proxy
