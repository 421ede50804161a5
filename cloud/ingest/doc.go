// Package ingest takes what homes send: it checks who sent it, decodes it,
// drops repeats, hands it to the twin and to history, and tells each home up to
// where its reports are stored.
//
// Trust. The site a certificate names is the only one it may speak for; a
// message that names another is refused and counted.
//
// Invariants. Nothing is acknowledged that history has not called Stored for.
// The acknowledged number is contiguous: below it nothing is missing that the
// home can still send. A number is taken once, and again only where history did
// not store it in time. Every boot of a home that has something to be told of is
// told in its turn. State per site is bounded; every refusal has a reason and a
// count.
//
// A message is taken apart on a wire.Desk whose memory is used again: what is handed
// to Live and History is theirs only until they return.
//
// Receive and Stored may be called from any goroutine and hold no lock while
// they call out, so history may call Stored from within Append.
package ingest
