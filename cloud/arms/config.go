package arms

import "time"

// Config says how homes are kept armed.
type Config struct {
	Longest time.Duration // of one arm
	Settle  time.Duration // at least from one arm to another of a home, but to do less
	Again   time.Duration // an arm that is not told to be in force is repeated after
	Seldom  time.Duration // likewise at the latest: the wait doubles
	Most    int           // arms of one step
}

// DefaultConfig is of blocks of four hours with the change from one to the next, and of
// a broker that has a few thousand messages a second to spare.
func DefaultConfig() Config {
	return Config{Longest: 4*time.Hour + 30*time.Minute, Settle: 10 * time.Second, Again: 10 * time.Second, Seldom: 5 * time.Minute, Most: 2000}
}
