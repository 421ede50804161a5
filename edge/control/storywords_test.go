package control_test

import (
	"strconv"
	"strings"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// pairs returns key=value words.
func (s *story) pairs(words []string) map[string]string {
	out := map[string]string{}
	for _, w := range words {
		key, value, ok := strings.Cut(w, "=")
		require.True(s, ok, "%q: want key=value", w)
		out[key] = value
	}
	return out
}

func (s *story) number(w string) float64 {
	v, err := strconv.ParseFloat(w, 64)
	require.NoError(s, err)
	return v
}

func (s *story) watts(w string) energy.Watts { return energy.Watts(s.number(w)) }

func (s *story) span(w string) time.Duration {
	d, err := time.ParseDuration(w)
	require.NoError(s, err)
	return d
}

// instant returns an RFC 3339 time, or a duration from now.
func (s *story) instant(w string) time.Time {
	if at, err := time.Parse(time.RFC3339, w); err == nil {
		return at
	}
	return s.now.Add(s.span(w))
}

// until returns the instant in words, or the zero time for none.
func (s *story) until(words []string) time.Time {
	if len(words) == 0 {
		return time.Time{}
	}
	return s.instant(words[0])
}
