package broker

import (
	"crypto/tls"
	"errors"
	"sync/atomic"

	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// Reason is why a home, or something it asked, was refused.
type Reason uint8

// The reasons. Each has a log line and a counter of its own.
const (
	NoCertificate      Reason = iota // the client showed none
	UnknownCertificate               // not ours, expired, or never recorded
	RevokedCertificate
	OtherSite       // the client id is not the certificate's site
	AdmissionFailed // our fault: who it is could not be told
	Handshake       // TLS failed, or took too long
	Protocol        // not MQTT 3.1.1, or QoS 2
	ForeignWill     // a will on another topic than the site's status
	ForeignTopic    // a publish or subscribe outside the site's rights
	StillConnected  // the site's former session would not end
	Slow            // the home does not read what it is sent
	TooMany         // the limit of connections is reached
	numReasons
)

var reasonNames = [numReasons]string{
	"no_certificate", "unknown_certificate", "revoked_certificate", "other_site", "admission_failed", "handshake",
	"protocol", "foreign_will", "foreign_topic", "still_connected", "slow", "too_many",
}

// String returns the reason's stable name, as in logs and metrics.
func (r Reason) String() string {
	if r < numReasons {
		return reasonNames[r]
	}
	return "unknown"
}

// Stats are the broker's counters since it was made.
type Stats struct {
	Connected int    // sessions now
	Messages  uint64 // taken from homes
	Refused   map[Reason]uint64
}

type counters struct {
	messages atomic.Uint64
	refused  [numReasons]atomic.Uint64
}

var errNoCertificate = errors.New("the client showed no certificate")

// reasonOf sorts the error of a TLS handshake.
func reasonOf(err error) Reason {
	var unverified *tls.CertificateVerificationError
	var f *fault.Error
	switch {
	case errors.Is(err, errNoCertificate):
		return NoCertificate
	case errors.As(err, &unverified):
		return UnknownCertificate
	case errors.As(err, &f) && f.Kind == fault.NotFound:
		return UnknownCertificate
	case errors.As(err, &f) && f.Kind == fault.Denied:
		return RevokedCertificate
	case errors.As(err, &f):
		return AdmissionFailed
	}
	return Handshake
}
