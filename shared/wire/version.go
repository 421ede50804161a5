package wire

// Version is the protocol version this build speaks.
//
// History:
//   - 1 (2026-11-23): telemetry, status, stored, order, signal, receipt.
//   - 2 (2026-11-23): a sample's cell voltages, phase currents and islanding; a
//     decision's PV curtailment and layers above dispatch; how long a message's
//     newest sample waited at home. (2026-11-23) ask and told, which a peer that
//     does not know them leaves alone. (2026-11-23) samples that ticks are left out
//     after, with the deadband; how long an ask watches; the number of a status's
//     session; the layer of a storm watch.
//   - 3 (2026-11-23): orders and signals are signed, each in an Envelope; a home
//     tells moments and takes no order that rests on none of this boot. (2026-11-23)
//     news of conditions; samples whose deadband is loose, which a peer that does not
//     know them takes for samples of service; the course of an order in what is told.
//     (2026-11-24) arms: a frequency response pushed ahead, signed, on a leaf of its own;
//     a home says whether it takes any, and which is in force. Who knows none sends none.
const Version = 3
