package maker

import (
	"context"

	"github.com/hearthgrid/hearthgrid/edge/driver/internal/register"
	"github.com/hearthgrid/hearthgrid/shared/regmap"
)

// Bears tells whether the device bears all marks of m. A register that it
// refuses is another device's.
func Bears(ctx context.Context, u *register.Unit, m *regmap.Device) (bool, error) {
	for _, mark := range m.Prints {
		p, _ := m.Point(mark.Point)
		first, words := p.Span()
		block := make([]uint16, words)
		if err := u.Take(ctx, p.Table(), uint16(first), block); err != nil {
			if register.Refused(err) {
				return false, nil
			}
			return false, err
		}
		if !mark.Shows(p.From(first), block) {
			return false, nil
		}
	}
	return true, nil
}
