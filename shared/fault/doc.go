// Package fault classifies errors once, at the border of the room where they
// arise, so that everything above reads only the Kind: may this be retried,
// who must act, which status does a caller see.
//
// An Error names the operation, the subject (a site, device or file), what
// went wrong, and a hint: the way out, in words for the person who reads it.
package fault
