package wire

// Version is the protocol version this build speaks.
//
// History:
//   - 1 (2026-11-23): telemetry, status, stored, order, signal, receipt.
const Version = 1
