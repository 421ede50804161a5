package dispatchkey

import (
	"crypto"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509"
	"encoding/hex"
	"encoding/pem"
	"errors"
	"fmt"
)

// Context is what a signature is for.
type Context string

// The contexts.
const (
	Order  Context = "hearthgrid order 1"
	Signal Context = "hearthgrid signal 1"
	Arm    Context = "hearthgrid arm 1"
)

// Name names a key by its public half: the first 8 bytes of its SHA-256, in hex.
type Name string

func nameOf(public ed25519.PublicKey) Name {
	sum := sha256.Sum256(public)
	return Name(hex.EncodeToString(sum[:8]))
}

// Signer holds a private key. It is safe for concurrent use.
type Signer struct {
	name Name
	key  ed25519.PrivateKey
}

// New returns a new key.
func New() (*Signer, error) {
	_, key, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return nil, fmt.Errorf("make dispatch key: %w", err)
	}
	return signerOf(key), nil
}

func signerOf(key ed25519.PrivateKey) *Signer {
	return &Signer{name: nameOf(key.Public().(ed25519.PublicKey)), key: key}
}

// Name returns the key's name, which goes with each of its signatures.
func (s *Signer) Name() Name { return s.name }

// Sign returns the signature of body as c.
func (s *Signer) Sign(c Context, body []byte) ([]byte, error) {
	return s.key.Sign(nil, body, &ed25519.Options{Context: string(c), Hash: crypto.Hash(0)})
}

// Ring returns the ring of this key alone.
func (s *Signer) Ring() Ring { return ringOf(s.key.Public().(ed25519.PublicKey)) }

const block = "PRIVATE KEY"

// PEM returns the private key as PKCS #8 (RFC 5208) for the file that keeps it.
func (s *Signer) PEM() ([]byte, error) {
	der, err := x509.MarshalPKCS8PrivateKey(s.key)
	if err != nil {
		return nil, fmt.Errorf("encode dispatch key: %w", err)
	}
	return pem.EncodeToMemory(&pem.Block{Type: block, Bytes: der}), nil
}

// ParseSigner returns the key that PEM encoded.
func ParseSigner(text []byte) (*Signer, error) {
	found, _ := pem.Decode(text)
	if found == nil || found.Type != block {
		return nil, errors.New("dispatch key: no private key in PEM")
	}
	key, err := x509.ParsePKCS8PrivateKey(found.Bytes)
	if err != nil {
		return nil, fmt.Errorf("dispatch key: %w", err)
	}
	private, ok := key.(ed25519.PrivateKey)
	if !ok {
		return nil, fmt.Errorf("dispatch key: %T: want Ed25519", key)
	}
	return signerOf(private), nil
}
