package server

import "github.com/hearthgrid/hearthgrid/cloud/programme"

// armer has homes do by themselves what is in arms, and nothing of what was in those
// before and is not any more.
type armer interface {
	Arms(arms []programme.Arm)
}
