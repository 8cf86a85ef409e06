package ratelimit

import (
	"net/netip"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
)

func TestClientAddressBelievesTrustedProxiesOnly(t *testing.T) {
	t.Parallel()

	proxies := []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")}
	tests := map[string]struct {
		peer      string
		forwarded []string
		want      string
	}{
		"no proxy":                    {"203.0.113.7:1234", nil, "203.0.113.7"},
		"stranger pretends":           {"203.0.113.7:1234", []string{"198.51.100.1"}, "203.0.113.7"},
		"behind a proxy":              {"10.0.0.1:1234", []string{"198.51.100.1"}, "198.51.100.1"},
		"behind two proxies":          {"10.0.0.1:1234", []string{"198.51.100.1, 10.0.0.2"}, "198.51.100.1"},
		"in two headers":              {"10.0.0.1:1234", []string{"198.51.100.1", "10.0.0.2"}, "198.51.100.1"},
		"client added a hop":          {"10.0.0.1:1234", []string{"192.0.2.66, 198.51.100.1"}, "198.51.100.1"},
		"proxy wrote nonsense":        {"10.0.0.1:1234", []string{"unknown"}, "10.0.0.1"},
		"IPv4 in IPv6 is one address": {"[::ffff:203.0.113.7]:1234", nil, "203.0.113.7"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()

			assert.Equal(t, netip.MustParseAddr(test.want), ClientAddress(test.peer, test.forwarded, proxies))
		})
	}
}

func TestClientsOfOneNetworkShareAnAllowanceInIPv6(t *testing.T) {
	t.Parallel()

	tests := map[string]struct {
		first, second string
		shared        bool
	}{
		"one IPv4 address":           {"203.0.113.7", "203.0.113.7", true},
		"two IPv4 addresses":         {"203.0.113.7", "203.0.113.8", false},
		"two of one IPv6 subscriber": {"2001:db8:1:2::1", "2001:db8:1:2:ffff::9", true},
		"two IPv6 subscribers":       {"2001:db8:1:2::1", "2001:db8:1:3::1", false},
		"with a zone":                {"fe80::1%eth0", "fe80::2%eth1", true},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()

			clients := NewClients(1, 1)
			now := time.Date(2024, time.January, 1, 12, 0, 0, 0, time.UTC)
			assert.Zero(t, clients.Wait(netip.MustParseAddr(test.first), now))

			wait := clients.Wait(netip.MustParseAddr(test.second), now)

			assert.Equal(t, test.shared, wait > 0)
		})
	}
	assert.Zero(t, NewClients(1, 1).Wait(netip.Addr{}, time.Now()), "who is not known is one client")
}

func TestClientsRefillAndAreForgotten(t *testing.T) {
	t.Parallel()

	clients := NewClients(1, 1)
	first, second := netip.MustParseAddr("203.0.113.7"), netip.MustParseAddr("203.0.113.8")
	now := time.Date(2024, time.January, 1, 12, 0, 0, 0, time.UTC)

	assert.Zero(t, clients.Wait(first, now))
	assert.Equal(t, time.Second, clients.Wait(first, now))
	assert.Zero(t, clients.Wait(second, now), "one client does not use up another's allowance")
	assert.Zero(t, clients.Wait(first, now.Add(time.Second)))

	clients.Wait(first, now.Add(2*idleAfter))
	assert.Len(t, clients.clients, 1)
}
