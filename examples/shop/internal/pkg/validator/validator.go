// Package validator checks the form of what comes in from outside.
package validator

const uuidLength = 36

// IsUUID reports whether s is a UUID in its canonical form.
func IsUUID(s string) bool {
	if len(s) != uuidLength {
		return false
	}
	for i, c := range []byte(s) {
		if i == 8 || i == 13 || i == 18 || i == 23 {
			if c != '-' {
				return false
			}
		} else if !isHex(c) {
			return false
		}
	}
	return true
}

func isHex(c byte) bool {
	return '0' <= c && c <= '9' || 'a' <= c && c <= 'f' || 'A' <= c && c <= 'F'
}
