// Package fieldbus is the gateway's Modbus master: it reads and writes the
// registers of the devices behind one TCP address or one serial line.
//
// A Link has one owner, the goroutine in Run. It alone touches the connection,
// and it serves a bounded queue of requests one at a time; callers only wait.
// Frames are built and taken apart by goburrow/modbus; the transport is ours,
// because on a line that moves a battery the following must always hold:
//
//   - A reply is a value only if unit, function, length and (RTU) checksum or
//     (TCP) transaction belong to the request. Anything else is an error of
//     kind Corrupt, never a shorter or an older value.
//   - TCP: after any error the connection is closed, and the late reply with it.
//   - RTU, over TCP too, has no transaction number, so after any failure, and
//     when opened, the line is drained until the slowest reply is overdue by
//     Config.Quiet and nothing was heard for as long.
//     A reply later than that cannot be told from the next one: callers must
//     range-check, and read back what they write.
//   - A caller's deadline is honoured while the request is queued, sent or
//     answered late. A request that was not sent by then never will be.
//   - A write without an answer is of kind Unknown, never retried here.
//   - What is more urgent goes first; it waits for one exchange at most (Priority).
//   - One unit's trouble is its own. A busy one is asked less often, a silent one
//     left alone and probed, and the others go on (UnitState, Link.Pace).
//   - Waiting reads of neighbours are sent as one, never across a hole that a
//     refusal has shown (Config.Reach).
//   - No connection, no adapter, no answer at dusk are states that end by
//     themselves. The log tells of transitions only, also of a second master on
//     a serial line, which is heard within a minute.
//
// It must never retry a write, guess a value, hold registers between requests,
// or know what a register means.
//
// Clauses are of "MODBUS Application Protocol Specification V1.1b3" (APP),
// "MODBUS Messaging on TCP/IP Implementation Guide V1.0b" (TCP) and "MODBUS
// over Serial Line V1.02" (SER).
package fieldbus
