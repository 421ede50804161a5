package identity

import (
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"io/fs"
	"path/filepath"
	"strings"

	"github.com/hearthgrid/hearthgrid/shared/fault"
)

const (
	claimFile  = "claim"
	claimBytes = 24 // 192 random bits
)

// Claim is the secret a developer's gateway shows once to enrol. It opens
// every site of this cloud, so it is for development only: a fleet needs claims
// of single use, bound to a site. The zero Claim matches nothing. It prints and
// logs as "claim(hidden)"; Reveal is the only way to its text.
type Claim struct{ text string }

// OpenClaim returns the claim kept in folder dir, making one at first start.
// A file that others can read is refused as Unsafe, a damaged one as Corrupt.
func OpenClaim(dir string) (Claim, error) {
	path := filepath.Join(dir, claimFile)
	data, err := readPrivate(path)
	if errors.Is(err, fs.ErrNotExist) {
		return newClaim(path)
	}
	if err != nil {
		return Claim{}, err
	}
	text := strings.TrimSpace(string(data))
	if secret, err := base64.RawURLEncoding.DecodeString(text); err != nil || len(secret) < claimBytes {
		return Claim{}, &fault.Error{
			Op: "read claim", Kind: fault.Corrupt, Subject: path, Hint: "remove the file: the next start makes a new claim",
		}
	}
	return Claim{text}, nil
}

func newClaim(path string) (Claim, error) {
	secret := make([]byte, claimBytes)
	rand.Read(secret) // never fails: it ends the process instead
	claim := Claim{base64.RawURLEncoding.EncodeToString(secret)}
	if err := writePrivate(path, []byte(claim.text+"\n")); err != nil {
		return Claim{}, err
	}
	return claim, nil
}

// Matches tells whether presented is the claim, in time that tells nothing
// about either: hashing first hides the length too.
func (c Claim) Matches(presented string) bool {
	want, got := sha256.Sum256([]byte(c.text)), sha256.Sum256([]byte(presented))
	return subtle.ConstantTimeCompare(want[:], got[:]) == 1 && c.text != ""
}

// Reveal returns the claim's text, for the hand of the developer.
func (c Claim) Reveal() string { return c.text }

// String hides the claim.
func (c Claim) String() string { return "claim(hidden)" }

// GoString hides the claim from %#v too.
func (c Claim) GoString() string { return c.String() }
