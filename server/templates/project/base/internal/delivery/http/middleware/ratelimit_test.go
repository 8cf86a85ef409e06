package middleware

import (
	"net/http"
	"net/http/httptest"
	"net/netip"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"golang.org/x/time/rate"
)

func TestClientAddressBelievesTrustedProxiesOnly(t *testing.T) {
	t.Parallel()

	proxies := []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")}
	tests := map[string]struct {
		peer      string
		forwarded string
		want      string
	}{
		"no proxy":                    {"203.0.113.7:1234", "", "203.0.113.7"},
		"stranger pretends":           {"203.0.113.7:1234", "198.51.100.1", "203.0.113.7"},
		"behind a proxy":              {"10.0.0.1:1234", "198.51.100.1", "198.51.100.1"},
		"behind two proxies":          {"10.0.0.1:1234", "198.51.100.1, 10.0.0.2", "198.51.100.1"},
		"client added a hop":          {"10.0.0.1:1234", "192.0.2.66, 198.51.100.1", "198.51.100.1"},
		"proxy wrote nonsense":        {"10.0.0.1:1234", "unknown", "10.0.0.1"},
		"IPv4 in IPv6 is one address": {"[::ffff:203.0.113.7]:1234", "", "203.0.113.7"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()

			request := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/", http.NoBody)
			request.RemoteAddr = test.peer
			if test.forwarded != "" {
				request.Header.Set("X-Forwarded-For", test.forwarded)
			}

			assert.Equal(t, netip.MustParseAddr(test.want), clientAddress(request, proxies))
		})
	}
}

func TestLimiterRefillsAndForgets(t *testing.T) {
	t.Parallel()

	limiters := &clientLimiters{perSecond: rate.Limit(1), burst: 1, clients: map[netip.Addr]*clientLimiter{}}
	first, second := netip.MustParseAddr("203.0.113.7"), netip.MustParseAddr("203.0.113.8")
	now := time.Date(2024, time.January, 1, 12, 0, 0, 0, time.UTC)

	assert.Zero(t, limiters.wait(first, now))
	assert.Equal(t, time.Second, limiters.wait(first, now))
	assert.Zero(t, limiters.wait(second, now), "one client does not use up another's allowance")
	assert.Zero(t, limiters.wait(first, now.Add(time.Second)))

	limiters.wait(first, now.Add(2*idleAfter))
	assert.Len(t, limiters.clients, 1)
}
