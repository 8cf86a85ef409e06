/**
 * A small module whose use cases stand in a struct and are handed on one by one, through two functions, to the table of routes; its repositories
 * work on a struct with the pool in a field, and its handlers are given a logger of its own.
 */
import { type Backend, entity, requestsIn, serving } from './wiredModules.ts';

const features = ['Customer', 'Order'].flatMap((name): readonly (readonly [path: string, text: string])[] => {
  const word = name.toLowerCase();
  return [
    [`internal/entity/${word}.go`, entity(name).replace('package model', 'package entity')],
    [
      `internal/repo/persistent/${word}/${word}.go`,
      `package ${word}

import "example.com/acme/shop/pkg/postgres"

// Repo keeps them.
type Repo struct{ *postgres.Postgres }

// New returns the repository.
func New(pg *postgres.Postgres) *Repo { return &Repo{pg} }
`,
    ],
    [
      `internal/usecase/${word}/${word}.go`,
      `package ${word}

// UseCase is what can be done with them.
type UseCase struct{ store any }

// New returns the use case.
func New(store any) *UseCase { return &UseCase{store: store} }
`,
    ],
  ];
});

export const passedUseCases: Backend = {
  title: 'use cases in a struct that are handed on one by one',
  router: 'gin',
  files: new Map([
    ...features,
    [
      'pkg/postgres/postgres.go',
      `package postgres

import "github.com/jackc/pgx/v5/pgxpool"

// Postgres is the database, and how large its pool is.
type Postgres struct {
	maxPoolSize int
	Pool        *pgxpool.Pool
}
`,
    ],
    [
      'pkg/logger/logger.go',
      `package logger

import "log"

// Interface is what everybody logs with.
type Interface interface {
	Info(message string, args ...any)
	Error(message any, args ...any)
}

// Logger logs.
type Logger struct{}

// Info says what happened.
func (Logger) Info(message string, args ...any) { log.Printf(message, args...) }

// Error says what went wrong.
func (Logger) Error(message any, args ...any) { log.Print(append([]any{message}, args...)...) }
`,
    ],
    [
      'internal/controller/restapi/v1/router.go',
      `package v1

import (
	"net/http"

	"example.com/acme/shop/internal/usecase/customer"
	"example.com/acme/shop/internal/usecase/order"
	"example.com/acme/shop/pkg/logger"
	"github.com/gin-gonic/gin"
)

// V1 serves everything.
type V1 struct {
	c *customer.UseCase
	o *order.UseCase
	l logger.Interface
}

func authenticate(c *gin.Context) {
	if c.GetHeader("Authorization") == "" {
		c.AbortWithStatus(http.StatusUnauthorized)
	}
}

func (r *V1) answer(c *gin.Context) { c.Status(http.StatusOK) }

// NewRoutes adds the routes.
func NewRoutes(
	group *gin.RouterGroup,
	c *customer.UseCase,
	o *order.UseCase,
	l logger.Interface,
) {
	r := &V1{c: c, o: o, l: l}

	authGroup := group.Group("/auth")
	{
		authGroup.POST("/login", r.answer)
	}

	protected := group.Group("", authenticate)

	customers := protected.Group("/customers")
	{
		customers.GET("/", r.answer)
		customers.POST("/", r.answer)
	}

	orders := protected.Group("/orders")
	{
		orders.GET("/", r.answer)
		orders.POST("/", r.answer)
	}
}
`,
    ],
    [
      'internal/controller/restapi/router.go',
      `package restapi

import (
	v1 "example.com/acme/shop/internal/controller/restapi/v1"
	"example.com/acme/shop/internal/usecase/customer"
	"example.com/acme/shop/internal/usecase/order"
	"example.com/acme/shop/pkg/logger"
	"github.com/gin-gonic/gin"
)

// NewRouter adds all there is.
func NewRouter(
	engine *gin.Engine,
	c *customer.UseCase,
	o *order.UseCase,
	l logger.Interface,
) {
	engine.Use(gin.Recovery())

	apiV1 := engine.Group("/v1")
	{
		v1.NewRoutes(
			apiV1,
			c,
			o,
			l,
		)
	}
}
`,
    ],
    [
      'internal/app/app.go',
      `package app

import (
	"net/http"

	"example.com/acme/shop/internal/controller/restapi"
	persistCustomerRepo "example.com/acme/shop/internal/repo/persistent/customer"
	persistOrderRepo "example.com/acme/shop/internal/repo/persistent/order"
	"example.com/acme/shop/internal/usecase/customer"
	"example.com/acme/shop/internal/usecase/order"
	"example.com/acme/shop/pkg/logger"
	"example.com/acme/shop/pkg/postgres"
	"github.com/gin-gonic/gin"
)

type useCases struct {
	customer *customer.UseCase
	order    *order.UseCase
}

func initUseCases(pg *postgres.Postgres) useCases {
	customerRepo := persistCustomerRepo.New(pg)
	orderRepo := persistOrderRepo.New(pg)

	return useCases{
		customer: customer.New(customerRepo),
		order:    order.New(orderRepo),
	}
}

func initServer(uc useCases, l logger.Interface) http.Handler {
	engine := gin.New()
	restapi.NewRouter(
		engine,
		uc.customer,
		uc.order,
		l,
	)
	return engine
}

// Build puts everything together.
func Build(pg *postgres.Postgres) http.Handler {
	uc := initUseCases(pg)
	return initServer(uc, logger.Logger{})
}
`,
    ],
    [
      'main.go',
      `package main

import (
	"context"
	"net/http"
	"os"

	"example.com/acme/shop/internal/app"
	"example.com/acme/shop/pkg/postgres"
	"github.com/jackc/pgx/v5/pgxpool"
)

func build(db *pgxpool.Pool) http.Handler { return app.Build(&postgres.Postgres{Pool: db}) }

${serving}`,
    ],
  ]),
  inserted: new Map([
    [
      'internal/app/app.go',
      [
        '\torder    *order.UseCase\n\tinvoice  *invoice.Service\n}\n',
        '\torderRepo := persistOrderRepo.New(pg)\n\tinvoiceRepo := persistInvoiceRepo.NewRepository(pg)\n\n\treturn',
        '\t\torder:    order.New(orderRepo),\n\t\tinvoice:  invoice.NewService(invoiceRepo, time.Now),\n',
        '\t\tuc.order,\n\t\tuc.invoice,\n\t\tl,\n',
      ],
    ],
    [
      'internal/controller/restapi/router.go',
      [
        '\to *order.UseCase,\n\tinvoiceService v1.InvoiceService,\n\tl logger.Interface,\n',
        '\t\t\to,\n\t\t\tinvoiceService,\n\t\t\tl,\n',
      ],
    ],
    [
      'internal/controller/restapi/v1/router.go',
      [
        '\to *order.UseCase,\n\tinvoiceService InvoiceService,\n\tl logger.Interface,\n',
        '\t}\n\n\tNewInvoiceHandler(invoiceService, l).Register(protected)\n}\n',
      ],
    ],
  ]),
  test: requestsIn([
    'http.MethodGet, "/v1/invoices?limit=many", "", http.StatusUnauthorized',
    'http.MethodGet, "/v1/invoices?limit=many", "user", http.StatusBadRequest',
    'http.MethodPost, "/v1/invoices", "user", http.StatusBadRequest',
  ]),
};
