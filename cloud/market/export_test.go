package market

import "os"

// OnWrite has a clerk ask before each file that it writes.
func OnWrite(c *Clerk, ask func(path string) error) {
	write := c.folder.write
	c.folder.write = func(path string, data []byte, perm os.FileMode) error {
		if err := ask(path); err != nil {
			return err
		}
		return write(path, data, perm)
	}
}
