package fieldbus

import "context"

// Priority ranks what waits for a link. A request goes before every lower one
// that was not sent yet, however long that has waited; among equals the first
// to come is the first to go. So a control write waits for one exchange at
// most, which is at most 125 registers.
type Priority int8

// The priorities. The zero value is what a request has that says nothing.
const (
	Guest  Priority = iota - 1 // other masters in the house, by the proxy
	Poll                       // discovery, slow values
	Urgent                     // what the safety loop reads, and control writes
)

type priorityKey struct{}

// WithPriority gives every request made with the context that priority.
func WithPriority(ctx context.Context, p Priority) context.Context {
	return context.WithValue(ctx, priorityKey{}, p)
}

func priorityOf(ctx context.Context) Priority {
	p, _ := ctx.Value(priorityKey{}).(Priority)
	return p
}
