package database

import (
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/prometheus/client_golang/prometheus"
)

// PoolCollector tells Prometheus how busy a pool is.
type PoolCollector struct {
	pool     *pgxpool.Pool
	acquired *prometheus.Desc
	idle     *prometheus.Desc
	max      *prometheus.Desc
	waited   *prometheus.Desc
}

// NewPoolCollector returns a collector of the pool's figures.
func NewPoolCollector(pool *pgxpool.Pool) *PoolCollector {
	return &PoolCollector{
		pool: pool,
		acquired: prometheus.NewDesc("database_pool_acquired_connections",
			"Number of connections in use", nil, nil),
		idle: prometheus.NewDesc("database_pool_idle_connections",
			"Number of connections open and not in use", nil, nil),
		max: prometheus.NewDesc("database_pool_max_connections",
			"Number of connections the pool may open", nil, nil),
		waited: prometheus.NewDesc("database_pool_empty_acquires_total",
			"Total number of times a connection had to be waited for", nil, nil),
	}
}

// Describe implements prometheus.Collector.
func (c *PoolCollector) Describe(descriptions chan<- *prometheus.Desc) {
	descriptions <- c.acquired
	descriptions <- c.idle
	descriptions <- c.max
	descriptions <- c.waited
}

// Collect implements prometheus.Collector.
func (c *PoolCollector) Collect(metrics chan<- prometheus.Metric) {
	stat := c.pool.Stat()
	gauge, counter := prometheus.GaugeValue, prometheus.CounterValue
	metrics <- prometheus.MustNewConstMetric(c.acquired, gauge, float64(stat.AcquiredConns()))
	metrics <- prometheus.MustNewConstMetric(c.idle, gauge, float64(stat.IdleConns()))
	metrics <- prometheus.MustNewConstMetric(c.max, gauge, float64(stat.MaxConns()))
	metrics <- prometheus.MustNewConstMetric(c.waited, counter, float64(stat.EmptyAcquireCount()))
}
