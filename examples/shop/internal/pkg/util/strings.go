package util

import "strings"

// MaskEmail hides all but the first letter of an address: a***@example.com.
func MaskEmail(email string) string {
	local, host, found := strings.Cut(email, "@")
	if !found || local == "" {
		return "***"
	}
	return local[:1] + "***@" + host
}
