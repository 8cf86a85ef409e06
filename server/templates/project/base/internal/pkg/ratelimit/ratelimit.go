// Package ratelimit counts how often each client asks. It counts within this
// process: with n replicas a client has n times the limit.
package ratelimit

import (
	"net/netip"
	"strings"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// idleAfter is how long a client is remembered after its last request.
const idleAfter = 10 * time.Minute

// Clients gives every client an allowance of its own. It is safe for concurrent
// use.
type Clients struct {
	perSecond rate.Limit
	burst     int

	mu        sync.Mutex
	clients   map[netip.Prefix]*client
	lastSweep time.Time
}

type client struct {
	limiter  *rate.Limiter
	lastSeen time.Time
}

// NewClients returns Clients that may each make so many requests a second, with
// bursts.
func NewClients(perSecond float64, burst int) *Clients {
	return &Clients{perSecond: rate.Limit(perSecond), burst: burst, clients: map[netip.Prefix]*client{}}
}

// Wait takes one request from the client's allowance. It returns zero when
// there was one, and otherwise how long until there is.
func (c *Clients) Wait(address netip.Addr, now time.Time) time.Duration {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.sweep(now)
	network := networkOf(address)
	one, known := c.clients[network]
	if !known {
		one = &client{limiter: rate.NewLimiter(c.perSecond, c.burst)}
		c.clients[network] = one
	}
	one.lastSeen = now
	if one.limiter.AllowN(now, 1) {
		return 0
	}
	reservation := one.limiter.ReserveN(now, 1)
	delay := reservation.DelayFrom(now)
	reservation.CancelAt(now)
	return max(delay, time.Millisecond)
}

// sweep forgets idle clients, so that memory is bounded by who is active.
func (c *Clients) sweep(now time.Time) {
	if now.Sub(c.lastSweep) < idleAfter/10 {
		return
	}
	c.lastSweep = now
	for network, one := range c.clients {
		if now.Sub(one.lastSeen) > idleAfter {
			delete(c.clients, network)
		}
	}
}

// subscriberBits is how much of an IPv6 address tells one subscriber from another.
// The rest is theirs to choose, so that counting by address would count nothing.
const subscriberBits = 64

// networkOf is what a client counts by: the address, or in IPv6 the network that one
// subscriber is given.
func networkOf(address netip.Addr) netip.Prefix {
	bits := address.BitLen()
	if address.Is6() {
		bits = subscriberBits
	}
	return netip.PrefixFrom(address.WithZone(""), bits).Masked()
}

// ClientAddress is who sent a request that came from the peer. What the
// X-Forwarded-For headers say is believed only as far as trusted proxies wrote
// it: from the right, past their own addresses.
func ClientAddress(peer string, forwardedFor []string, trustedProxies []netip.Prefix) netip.Addr {
	from, err := netip.ParseAddrPort(peer)
	if err != nil {
		return netip.Addr{}
	}
	address := from.Addr().Unmap()
	hops := strings.Split(strings.Join(forwardedFor, ","), ",")
	for i := len(hops) - 1; i >= 0 && trusted(address, trustedProxies); i-- {
		hop, err := netip.ParseAddr(strings.TrimSpace(hops[i]))
		if err != nil {
			break
		}
		address = hop.Unmap()
	}
	return address
}

func trusted(address netip.Addr, proxies []netip.Prefix) bool {
	for _, proxy := range proxies {
		if proxy.Contains(address) {
			return true
		}
	}
	return false
}
