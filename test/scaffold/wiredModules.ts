/** Small modules that put their features together in the ways that are known, and for each a test in Go of the routes a new feature gets. */
import type { RouterName } from '../../server/src/scaffold/project.ts';

export interface Backend {
  readonly title: string;
  readonly router: RouterName;
  /** What go.mod asks for besides. */
  readonly requires?: string;
  readonly files: ReadonlyMap<string, string>;
  /** Lines that have to be inserted, by the file they go into. */
  readonly inserted: ReadonlyMap<string, readonly string[]>;
  /** A test of the module's root package, which can call `build(nil)` for its router. */
  readonly test: string;
}

export const entity = (name: string) => `package model

// ${name} is one of them.
type ${name} struct {
	ID   int64
	Name string
}
`;

/** What every one of them does with its router. */
export const serving = `func main() {
	db, err := pgxpool.New(context.Background(), os.Getenv("DATABASE_URL"))
	if err != nil {
		os.Exit(1)
	}
	if err := http.ListenAndServe(":8080", build(db)); err != nil {
		os.Exit(1)
	}
}
`;

const repository = (name: string, folder = 'repository') => `package ${folder}

import "github.com/jackc/pgx/v5/pgxpool"

// ${name}Repository keeps them.
type ${name}Repository struct {
	db *pgxpool.Pool
}

// New${name}Repository returns the repository.
func New${name}Repository(db *pgxpool.Pool) *${name}Repository {
	return &${name}Repository{db: db}
}
`;

const service = (name: string, importPath: string) => `package service

import "${importPath}"

// ${name}Service is what can be done with them.
type ${name}Service struct {
	store *repository.${name}Repository
}

// New${name}Service returns the service.
func New${name}Service(store *repository.${name}Repository) *${name}Service {
	return &${name}Service{store: store}
}
`;

const ginHandler = (name: string) => `package handler

import (
	"net/http"

	"example.com/acme/shop/service"
	"github.com/gin-gonic/gin"
)

// ${name}Handler serves them.
type ${name}Handler struct {
	service *service.${name}Service
}

// New${name}Handler returns the handler.
func New${name}Handler(service *service.${name}Service) *${name}Handler {
	return &${name}Handler{service: service}
}

// List${name}s lists them.
func (h *${name}Handler) List${name}s(c *gin.Context) { c.Status(http.StatusOK) }

// Create${name} makes one.
func (h *${name}Handler) Create${name}(c *gin.Context) { c.Status(http.StatusCreated) }
`;

const layered: readonly (readonly [path: string, text: string])[] = ['Customer', 'Order'].flatMap((name) => [
  [`model/${name.toLowerCase()}.go`, entity(name)],
  [`repository/${name.toLowerCase()}.go`, repository(name)],
  [`service/${name.toLowerCase()}.go`, service(name, 'example.com/acme/shop/repository')],
]);

export const requestsIn = (rows: readonly string[]) => `package main

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

func TestInvoicesAreReached(t *testing.T) {
	router := build(nil)
	for _, test := range []struct {
		method, path, token string
		want                int
	}{
${rows.map((row) => `\t\t{${row}},`).join('\n')}
	} {
		request := httptest.NewRequest(test.method, test.path, strings.NewReader("{"))
		request.Header.Set("Authorization", test.token)
		recorder := httptest.NewRecorder()
		router.ServeHTTP(recorder, request)
		if recorder.Code != test.want {
			t.Errorf("%s %s as %q: %d, want %d", test.method, test.path, test.token, recorder.Code, test.want)
		}
	}
}
`;

/** As in a hexagonal backend whose router is made of handlers, one parameter for each. */
export const routerConstructor: Backend = {
  title: 'a constructor of the router that takes each handler',
  router: 'gin',
  files: new Map([
    ...layered,
    ['handler/customer.go', ginHandler('Customer')],
    ['handler/order.go', ginHandler('Order')],
    [
      'handler/router.go',
      `package handler

import (
	"net/http"

	"github.com/gin-gonic/gin"
)

func authenticate(token string) gin.HandlerFunc {
	return func(c *gin.Context) {
		if given := c.GetHeader("Authorization"); given != token && given != "admin" {
			c.AbortWithStatus(http.StatusUnauthorized)
		}
	}
}

func administer() gin.HandlerFunc {
	return func(c *gin.Context) {
		if c.GetHeader("Authorization") != "admin" {
			c.AbortWithStatus(http.StatusForbidden)
		}
	}
}

func audit() gin.HandlerFunc { return func(*gin.Context) {} }

// NewRouter returns the router.
func NewRouter(
	token string,
	customerHandler *CustomerHandler,
	orderHandler *OrderHandler,
) *gin.Engine {
	router := gin.New()
	router.Use(audit())

	v1 := router.Group("/v1")
	{
		customer := v1.Group("/customers").Use(authenticate(token))
		{
			customer.GET("/", customerHandler.ListCustomers)

			admin := customer.Use(administer())
			{
				admin.POST("/", customerHandler.CreateCustomer)
			}
		}
		order := v1.Group("/orders").Use(authenticate(token))
		{
			order.GET("/", orderHandler.ListOrders)

			admin := order.Use(administer())
			{
				admin.POST("/", orderHandler.CreateOrder)
			}
		}
	}
	return router
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

	"example.com/acme/shop/handler"
	"example.com/acme/shop/repository"
	"example.com/acme/shop/service"
	"github.com/jackc/pgx/v5/pgxpool"
)

func build(db *pgxpool.Pool) http.Handler {
	// Customer
	customerRepo := repository.NewCustomerRepository(db)
	customerService := service.NewCustomerService(customerRepo)
	customerHandler := handler.NewCustomerHandler(customerService)

	// Order
	orderRepo := repository.NewOrderRepository(db)
	orderService := service.NewOrderService(orderRepo)
	orderHandler := handler.NewOrderHandler(orderService)

	// Router
	return handler.NewRouter(
		"user",
		customerHandler,
		orderHandler,
	)
}

${serving}`,
    ],
  ]),
  inserted: new Map([
    [
      'main.go',
      [
        '\torderHandler := handler.NewOrderHandler(orderService)\n\n\t// Invoice\n\tinvoiceRepo := repository.NewInvoiceRepository(db)\n',
        '\tinvoiceHandler := handler.NewInvoiceHandler(invoiceService, slog.Default())\n\n\t// Router\n',
        '\t\torderHandler,\n\t\tinvoiceHandler,\n\t)\n',
      ],
    ],
    [
      'handler/router.go',
      [
        '\torderHandler *OrderHandler,\n\tinvoiceHandler *InvoiceHandler,\n) *gin.Engine',
        '\t\t}\n\t\tinvoiceHandler.Register(v1.Group("", authenticate(token)), administer())\n\t}\n\treturn router',
      ],
    ],
  ]),
  test: requestsIn([
    'http.MethodGet, "/v1/invoices?limit=many", "", http.StatusUnauthorized',
    'http.MethodGet, "/v1/invoices?limit=many", "user", http.StatusBadRequest',
    'http.MethodPost, "/v1/invoices", "user", http.StatusForbidden',
    'http.MethodPost, "/v1/invoices", "admin", http.StatusBadRequest',
  ]),
};

/** As in backends with one struct of controllers, whose methods are the tables of routes. */
export const controllerStruct: Backend = {
  title: 'a struct of controllers with a table of routes',
  router: 'gin',
  files: new Map([
    ...layered,
    ['handler/customer.go', ginHandler('Customer')],
    ['handler/order.go', ginHandler('Order')],
    [
      'route/route.go',
      `package route

import (
	"example.com/acme/shop/handler"
	"github.com/gin-gonic/gin"
)

// Config is what routes are made of.
type Config struct {
	Engine          *gin.Engine
	CustomerHandler *handler.CustomerHandler
	OrderHandler    *handler.OrderHandler
	Authenticate    gin.HandlerFunc
}

// Setup adds all routes.
func (c *Config) Setup() {
	c.setupGuests()
	c.setupMembers()
}

func (c *Config) setupGuests() {
	c.Engine.POST("/api/customers/login", c.CustomerHandler.CreateCustomer)
}

func (c *Config) setupMembers() {
	c.Engine.Use(c.Authenticate)
	c.Engine.GET("/api/customers", c.CustomerHandler.ListCustomers)
	c.Engine.POST("/api/customers", c.CustomerHandler.CreateCustomer)

	c.Engine.GET("/api/orders", c.OrderHandler.ListOrders)
	c.Engine.POST("/api/orders", c.OrderHandler.CreateOrder)
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

	"example.com/acme/shop/handler"
	"example.com/acme/shop/repository"
	"example.com/acme/shop/route"
	"example.com/acme/shop/service"
	"github.com/gin-gonic/gin"
	"github.com/jackc/pgx/v5/pgxpool"
)

func authenticate(c *gin.Context) {
	// Asked twice it would let nobody in.
	if _, isAsked := c.Get("asked"); isAsked || c.GetHeader("Authorization") == "" {
		c.AbortWithStatus(http.StatusUnauthorized)
	}
	c.Set("asked", true)
}

func build(db *pgxpool.Pool) http.Handler {
	engine := gin.New()
	customerRepo := repository.NewCustomerRepository(db)
	customerService := service.NewCustomerService(customerRepo)
	orderRepo := repository.NewOrderRepository(db)
	orderService := service.NewOrderService(orderRepo)

	customerHandler := handler.NewCustomerHandler(customerService)
	orderHandler := handler.NewOrderHandler(orderService)

	config := route.Config{
		Engine:          engine,
		CustomerHandler: customerHandler,
		OrderHandler:    orderHandler,
		Authenticate:    authenticate,
	}
	config.Setup()
	return engine
}

${serving}`,
    ],
  ]),
  inserted: new Map([
    [
      'main.go',
      [
        '\torderHandler := handler.NewOrderHandler(orderService)\n\n\tinvoiceRepo := repository.NewInvoiceRepository(db)\n',
        '\t\tOrderHandler:    orderHandler,\n\t\tInvoiceHandler:  invoiceHandler,\n\t\tAuthenticate:    authenticate,\n',
      ],
    ],
    [
      'route/route.go',
      [
        '\tOrderHandler    *handler.OrderHandler\n\tInvoiceHandler  *handler.InvoiceHandler\n\tAuthenticate    gin.HandlerFunc\n',
        '\tc.Engine.POST("/api/orders", c.OrderHandler.CreateOrder)\n\tc.InvoiceHandler.Register(c.Engine)\n}\n',
      ],
    ],
  ]),
  test: requestsIn([
    'http.MethodGet, "/api/invoices?limit=many", "", http.StatusUnauthorized',
    'http.MethodGet, "/api/invoices?limit=many", "user", http.StatusBadRequest',
    'http.MethodPost, "/api/invoices", "user", http.StatusBadRequest',
  ]),
};

/** As in the many backends that keep repositories in one struct and services in another. */
export const containers: Backend = {
  title: 'structs of repositories and of services',
  router: 'gin',
  files: new Map([
    ...layered,
    [
      'repository/repository.go',
      `package repository

import "github.com/jackc/pgx/v5/pgxpool"

// Repositories is all of them.
type Repositories struct {
	Customers *CustomerRepository
	Orders    *OrderRepository
}

// NewRepositories fills them in.
func NewRepositories(db *pgxpool.Pool) *Repositories {
	return &Repositories{
		Customers: NewCustomerRepository(db),
		Orders:    NewOrderRepository(db),
	}
}
`,
    ],
    [
      'service/service.go',
      `package service

import (
	"example.com/acme/shop/repository"
)

// Services is all of them.
type Services struct {
	Customers *CustomerService
	Orders    *OrderService
}

// NewServices fills them in.
func NewServices(repos *repository.Repositories) *Services {
	return &Services{
		Customers: NewCustomerService(repos.Customers),
		Orders:    NewOrderService(repos.Orders),
	}
}
`,
    ],
    [
      'handler/handler.go',
      `package handler

import (
	"net/http"

	"example.com/acme/shop/service"
	"github.com/gin-gonic/gin"
)

// Handler serves everything.
type Handler struct {
	services *service.Services
}

// NewHandler returns the handler.
func NewHandler(services *service.Services) *Handler {
	return &Handler{services: services}
}

// Routes returns the router.
func (h *Handler) Routes() *gin.Engine {
	router := gin.New()

	router.POST("/login", h.answer)

	api := router.Group("/api", h.identify)
	{
		customers := api.Group("/customers")
		{
			customers.GET("/", h.answer)
			customers.POST("/", h.answer)
		}

		orders := api.Group("/orders")
		{
			orders.GET("/", h.answer)
			orders.POST("/", h.answer)
		}
	}

	return router
}

func (h *Handler) identify(c *gin.Context) {
	if c.GetHeader("Authorization") == "" {
		c.AbortWithStatus(http.StatusUnauthorized)
	}
}

func (h *Handler) answer(c *gin.Context) { c.Status(http.StatusOK) }
`,
    ],
    [
      'main.go',
      `package main

import (
	"context"
	"net/http"
	"os"

	"example.com/acme/shop/handler"
	"example.com/acme/shop/repository"
	"example.com/acme/shop/service"
	"github.com/jackc/pgx/v5/pgxpool"
)

func build(db *pgxpool.Pool) http.Handler {
	repos := repository.NewRepositories(db)
	services := service.NewServices(repos)
	return handler.NewHandler(services).Routes()
}

${serving}`,
    ],
  ]),
  inserted: new Map([
    [
      'repository/repository.go',
      ['\tOrders    *OrderRepository\n\tInvoice   *InvoiceRepository\n', '\t\tInvoice:   NewInvoiceRepository(db),\n'],
    ],
    [
      'service/service.go',
      ['\tInvoice   *InvoiceService\n', '\t\tInvoice:   NewInvoiceService(repos.Invoice, time.Now),\n'],
    ],
    ['handler/handler.go', ['\n\t\tNewInvoiceHandler(h.services.Invoice, slog.Default()).Register(api)\n\t}\n']],
  ]),
  test: requestsIn([
    'http.MethodGet, "/api/invoices?limit=many", "", http.StatusUnauthorized',
    'http.MethodGet, "/api/invoices?limit=many", "user", http.StatusBadRequest',
    'http.MethodPost, "/api/invoices", "user", http.StatusBadRequest',
  ]),
};

const echoFeature = (name: string): readonly (readonly [path: string, text: string])[] => {
  const folder = `${name.toLowerCase()}s`;
  return [
    [`internal/${folder}/repository/repository.go`, repository(name)],
    [
      `internal/${folder}/usecase/usecase.go`,
      service(name, `example.com/acme/shop/internal/${folder}/repository`).replace(
        'package service',
        'package usecase',
      ),
    ],
    [
      `internal/${folder}/delivery/http/handlers.go`,
      `package http

import (
	"net/http"

	"example.com/acme/shop/internal/${folder}/usecase"
	"example.com/acme/shop/pkg/logger"
	"github.com/labstack/echo/v4"
)

// Handlers serves them.
type Handlers struct {
	useCase *usecase.${name}Service
	logger  logger.Logger
}

// New${name}Handlers returns the handlers.
func New${name}Handlers(useCase *usecase.${name}Service, logger logger.Logger) *Handlers {
	return &Handlers{useCase: useCase, logger: logger}
}

// Create makes one.
func (h *Handlers) Create(c echo.Context) error { return c.NoContent(http.StatusCreated) }

// List lists them.
func (h *Handlers) List(c echo.Context) error { return c.NoContent(http.StatusOK) }
`,
    ],
    [
      `internal/${folder}/delivery/http/routes.go`,
      `package http

import (
	"example.com/acme/shop/internal/middleware"
	"github.com/labstack/echo/v4"
)

func throttle(next echo.HandlerFunc) echo.HandlerFunc { return next }

// Map${name}Routes adds the routes.
func Map${name}Routes(group *echo.Group, h *Handlers, mw *middleware.Manager) {
	group.GET("", h.List)
	group.POST("", h.Create, mw.Session, mw.CSRF)
	group.PUT("/:id", h.Create, mw.Session, mw.CSRF)
}
`,
    ],
  ];
};

/** As in a modular backend whose features register their own routes, and guard what changes something. */
export const guardedGroups: Backend = {
  title: 'functions that register routes with guards of their own',
  router: 'echo',
  files: new Map([
    ['internal/models/customer.go', entity('Customer').replace('package model', 'package models')],
    ['internal/models/order.go', entity('Order').replace('package model', 'package models')],
    ...echoFeature('Customer'),
    ...echoFeature('Order'),
    [
      'internal/middleware/middleware.go',
      `package middleware

import (
	"net/http"

	"github.com/labstack/echo/v4"
)

// Manager is what stands in front of routes.
type Manager struct{}

// Session lets in whom it knows.
func (m *Manager) Session(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		if c.Request().Header.Get("Authorization") == "" {
			return c.NoContent(http.StatusUnauthorized)
		}
		return next(c)
	}
}

// CSRF lets in whom it trusts.
func (m *Manager) CSRF(next echo.HandlerFunc) echo.HandlerFunc { return next }
`,
    ],
    [
      'pkg/logger/logger.go',
      `package logger

import "log"

// Logger is what everything logs with.
type Logger interface {
	Debugf(template string, args ...interface{})
	Errorf(template string, args ...interface{})
}

// Standard logs with the standard library.
type Standard struct{}

// Debugf says what is of use to developers.
func (Standard) Debugf(template string, args ...interface{}) { log.Printf(template, args...) }

// Errorf says what went wrong.
func (Standard) Errorf(template string, args ...interface{}) { log.Printf(template, args...) }
`,
    ],
    [
      'main.go',
      `package main

import (
	"context"
	"net/http"
	"os"

	customersHttp "example.com/acme/shop/internal/customers/delivery/http"
	customersRepository "example.com/acme/shop/internal/customers/repository"
	customersUseCase "example.com/acme/shop/internal/customers/usecase"
	"example.com/acme/shop/internal/middleware"
	ordersHttp "example.com/acme/shop/internal/orders/delivery/http"
	ordersRepository "example.com/acme/shop/internal/orders/repository"
	ordersUseCase "example.com/acme/shop/internal/orders/usecase"
	"example.com/acme/shop/pkg/logger"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/labstack/echo/v4"
)

type server struct {
	db     *pgxpool.Pool
	logger logger.Logger
}

func (s *server) routes(e *echo.Echo) {
	customersUC := customersUseCase.NewCustomerService(customersRepository.NewCustomerRepository(s.db))
	ordersUC := ordersUseCase.NewOrderService(ordersRepository.NewOrderRepository(s.db))

	customersHandlers := customersHttp.NewCustomerHandlers(customersUC, s.logger)
	ordersHandlers := ordersHttp.NewOrderHandlers(ordersUC, s.logger)
	mw := &middleware.Manager{}

	v1 := e.Group("/api/v1")

	customersGroup := v1.Group("/customers")
	ordersGroup := v1.Group("/orders")

	customersHttp.MapCustomerRoutes(customersGroup, customersHandlers, mw)
	ordersHttp.MapOrderRoutes(ordersGroup, ordersHandlers, mw)
}

func build(db *pgxpool.Pool) http.Handler {
	e := echo.New()
	s := &server{db: db, logger: logger.Standard{}}
	s.routes(e)
	return e
}

${serving}`,
    ],
  ]),
  inserted: new Map([
    [
      'main.go',
      [
        '\tinvoiceHttp "example.com/acme/shop/internal/invoice/delivery/http"\n',
        '\tinvoiceRepo := invoiceRepository.NewInvoiceRepository(s.db)\n',
        '\tinvoiceHandler := invoiceHttp.NewInvoiceHandler(invoiceService, s.logger)\n\tinvoiceHandler.Register(v1.Group(""), mw.Session, mw.CSRF)\n',
      ],
    ],
  ]),
  test: requestsIn([
    'http.MethodGet, "/api/v1/invoices?limit=many", "", http.StatusBadRequest',
    'http.MethodPost, "/api/v1/invoices", "", http.StatusUnauthorized',
    'http.MethodPost, "/api/v1/invoices", "user", http.StatusBadRequest',
  ]),
};

const chiFeature = (name: string): readonly (readonly [path: string, text: string])[] => {
  const folder = `internal/domain/${name.toLowerCase()}`;
  return [
    [`${folder}/model.go`, entity(name).replace('package model', `package ${name.toLowerCase()}`)],
    [`${folder}/repository/postgres.go`, repository(name)],
    [
      `${folder}/usecase/usecase.go`,
      service(name, `example.com/acme/shop/${folder}/repository`).replace('package service', 'package usecase'),
    ],
    [
      `${folder}/handler/register.go`,
      `package handler

import (
	"net/http"

	"example.com/acme/shop/${folder}/usecase"
	"github.com/go-chi/chi/v5"
)

// RegisterHTTPEndPoints adds the routes.
func RegisterHTTPEndPoints(router *chi.Mux, _ *usecase.${name}Service) {
	router.Route("/api/v1/${name.toLowerCase()}s", func(router chi.Router) {
		router.Get("/", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusOK) })
	})
}
`,
    ],
  ];
};

/** As in a backend whose server has a method for each feature. */
export const moduleFunctions: Backend = {
  title: 'a function for each feature',
  router: 'chi',
  files: new Map([
    ...chiFeature('Customer'),
    ...chiFeature('Order'),
    [
      'server/server.go',
      `package server

import (
	customerHandler "example.com/acme/shop/internal/domain/customer/handler"
	customerRepo "example.com/acme/shop/internal/domain/customer/repository"
	customerUseCase "example.com/acme/shop/internal/domain/customer/usecase"
	orderHandler "example.com/acme/shop/internal/domain/order/handler"
	orderRepo "example.com/acme/shop/internal/domain/order/repository"
	orderUseCase "example.com/acme/shop/internal/domain/order/usecase"
	"github.com/go-chi/chi/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

// Server is the whole of it.
type Server struct {
	db     *pgxpool.Pool
	router *chi.Mux
}

// New returns the server's router.
func New(db *pgxpool.Pool) *chi.Mux {
	s := &Server{db: db, router: chi.NewRouter()}
	s.initCustomers()
	s.initOrders()
	return s.router
}

func (s *Server) initCustomers() {
	newCustomerRepo := customerRepo.NewCustomerRepository(s.db)
	newCustomerUseCase := customerUseCase.NewCustomerService(newCustomerRepo)
	customerHandler.RegisterHTTPEndPoints(s.router, newCustomerUseCase)
}

func (s *Server) initOrders() {
	newOrderRepo := orderRepo.NewOrderRepository(s.db)
	newOrderUseCase := orderUseCase.NewOrderService(newOrderRepo)
	orderHandler.RegisterHTTPEndPoints(s.router, newOrderUseCase)
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

	"example.com/acme/shop/server"
	"github.com/jackc/pgx/v5/pgxpool"
)

func build(db *pgxpool.Pool) http.Handler { return server.New(db) }

${serving}`,
    ],
  ]),
  inserted: new Map([
    [
      'server/server.go',
      [
        '\ts.initOrders()\n\ts.initInvoice()\n\treturn s.router\n',
        '\n}\n\nfunc (s *Server) initInvoice() {\n\tnewInvoiceRepo := invoiceRepo.NewInvoiceRepository(s.db)\n',
        '\tnewInvoiceHandler.Register(s.router)\n}\n',
      ],
    ],
  ]),
  test: requestsIn([
    'http.MethodGet, "/api/v1/invoices?limit=many", "", http.StatusBadRequest',
    'http.MethodPost, "/api/v1/invoices", "", http.StatusBadRequest',
  ]),
};

const routesFeature = (name: string, routes: string): readonly (readonly [path: string, text: string])[] => {
  const feature = name.toLowerCase();
  const folder = `internal/${feature}`;
  return [
    [`${folder}/domain/${feature}.go`, entity(name).replace('package model', 'package domain')],
    [`${folder}/repository/${feature}.go`, repository(name)],
    [`${folder}/service/${feature}.go`, service(name, `example.com/acme/shop/${folder}/repository`)],
    [
      `${folder}/port/http/handlers.go`,
      ginHandler(name)
        .replace('package handler', 'package http')
        .replace('acme/shop/service', `acme/shop/${folder}/service`),
    ],
    [
      `${folder}/port/http/routes.go`,
      `package http

import (
	"example.com/acme/shop/${folder}/repository"
	"example.com/acme/shop/${folder}/service"
	"example.com/acme/shop/pkg/middleware"
	"github.com/gin-gonic/gin"
	"github.com/jackc/pgx/v5/pgxpool"
)

// Routes adds the routes.
func Routes(r *gin.RouterGroup, db *pgxpool.Pool) {
	${feature}Service := service.New${name}Service(repository.New${name}Repository(db))
	${feature}Handler := New${name}Handler(${feature}Service)

${routes}}
`,
    ],
  ];
};

/** As in a modular backend whose features have a function each that is given the database and the router, and guard their routes differently. */
export const featureRoutes: Backend = {
  title: 'a function of each feature that takes the database and the router',
  router: 'gin',
  files: new Map([
    ...routesFeature(
      'Customer',
      `	authenticate := middleware.Authenticate()

	customers := r.Group("/customers", authenticate)
	customers.GET("", customerHandler.ListCustomers)
	customers.POST("", customerHandler.CreateCustomer)
`,
    ),
    ...routesFeature(
      'Order',
      `	orders := r.Group("/orders")
	{
		orders.GET("", orderHandler.ListOrders)
		orders.POST("", middleware.Authenticate(), middleware.Administer(), orderHandler.CreateOrder)
	}
`,
    ),
    [
      'pkg/middleware/middleware.go',
      `package middleware

import (
	"net/http"

	"github.com/gin-gonic/gin"
)

// Authenticate lets in whom it knows.
func Authenticate() gin.HandlerFunc {
	return func(c *gin.Context) {
		if c.GetHeader("Authorization") == "" {
			c.AbortWithStatus(http.StatusUnauthorized)
		}
	}
}

// Administer lets in administrators.
func Administer() gin.HandlerFunc {
	return func(c *gin.Context) {
		if c.GetHeader("Authorization") != "admin" {
			c.AbortWithStatus(http.StatusForbidden)
		}
	}
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

	customerHttp "example.com/acme/shop/internal/customer/port/http"
	orderHttp "example.com/acme/shop/internal/order/port/http"
	"github.com/gin-gonic/gin"
	"github.com/jackc/pgx/v5/pgxpool"
)

func build(db *pgxpool.Pool) http.Handler {
	engine := gin.New()
	v1 := engine.Group("/api/v1")
	customerHttp.Routes(v1, db)
	orderHttp.Routes(v1, db)
	return engine
}

${serving}`,
    ],
  ]),
  inserted: new Map([
    [
      'main.go',
      [
        '\tinvoiceHttp "example.com/acme/shop/internal/invoice/port/http"\n',
        '\torderHttp.Routes(v1, db)\n\tinvoiceHttp.Routes(v1, db)\n',
      ],
    ],
  ]),
  test: requestsIn([
    'http.MethodGet, "/api/v1/invoices?limit=many", "", http.StatusUnauthorized',
    'http.MethodGet, "/api/v1/invoices?limit=many", "user", http.StatusBadRequest',
    'http.MethodPost, "/api/v1/invoices", "user", http.StatusForbidden',
    'http.MethodPost, "/api/v1/invoices", "admin", http.StatusBadRequest',
  ]),
};

const fxRoutes = (name: string, path: string) => `package routes

import (
	"example.com/acme/shop/handler"
	"example.com/acme/shop/platform"
)

// ${name}Routes adds the routes of one of them.
type ${name}Routes struct {
	router  platform.Router
	handler *handler.${name}Handler
	auth    platform.Authentication
}

// New${name}Routes returns the routes.
func New${name}Routes(router platform.Router, handler *handler.${name}Handler, auth platform.Authentication) ${name}Routes {
	return ${name}Routes{router: router, handler: handler, auth: auth}
}

// Setup adds them.
func (s ${name}Routes) Setup() {
	api := s.router.Gin.Group("/api").Use(s.auth.Handler())
	api.GET("/${path}", s.handler.List${name}s)
	api.POST("/${path}", s.handler.Create${name})
}
`;

const fxList = (package_: string, ...made: readonly string[]) => `package ${package_}

import (
	"go.uber.org/fx"
)

// Module is what the package provides.
var Module = fx.Options(
${made
  .map(
    (one) => `	fx.Provide(${one}),
`,
  )
  .join('')})
`;

/** As in a backend that Fx puts together of lists of constructors, with a type for the routes of each feature. */
export const providedByFx: Backend = {
  title: 'lists of what Fx provides',
  router: 'gin',
  requires: 'go.uber.org/fx v1.24.0',
  files: new Map([
    ...layered,
    ['repository/module.go', fxList('repository', 'NewCustomerRepository', 'NewOrderRepository')],
    ['service/module.go', fxList('service', 'NewCustomerService', 'NewOrderService')],
    ['handler/customer.go', ginHandler('Customer')],
    ['handler/order.go', ginHandler('Order')],
    ['handler/module.go', fxList('handler', 'NewCustomerHandler', 'NewOrderHandler')],
    ['routes/customer.go', fxRoutes('Customer', 'customers')],
    ['routes/order.go', fxRoutes('Order', 'orders')],
    [
      'routes/routes.go',
      `${fxList('routes', 'NewCustomerRoutes', 'NewOrderRoutes', 'NewRoutes')}
// Routes is all of them.
type Routes []interface{ Setup() }

// NewRoutes returns the routes of all features.
func NewRoutes(
	customerRoutes CustomerRoutes,
	orderRoutes OrderRoutes,
) Routes {
	return Routes{
		customerRoutes,
		orderRoutes,
	}
}
`,
    ],
    [
      'platform/platform.go',
      `package platform

import (
	"net/http"

	"github.com/gin-gonic/gin"
)

// Router is where routes are added.
type Router struct {
	Gin *gin.Engine
}

// Authentication lets in whom it knows.
type Authentication struct{}

// Handler returns the middleware.
func (Authentication) Handler() gin.HandlerFunc {
	return func(c *gin.Context) {
		if c.GetHeader("Authorization") == "" {
			c.AbortWithStatus(http.StatusUnauthorized)
		}
	}
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

	"example.com/acme/shop/handler"
	"example.com/acme/shop/platform"
	"example.com/acme/shop/repository"
	"example.com/acme/shop/routes"
	"example.com/acme/shop/service"
	"github.com/gin-gonic/gin"
	"github.com/jackc/pgx/v5/pgxpool"
	"go.uber.org/fx"
)

func build(db *pgxpool.Pool) http.Handler {
	engine := gin.New()
	var all routes.Routes
	app := fx.New(
		fx.NopLogger,
		repository.Module,
		service.Module,
		handler.Module,
		routes.Module,
		fx.Provide(
			func() *pgxpool.Pool { return db },
			func() platform.Router { return platform.Router{Gin: engine} },
			func() platform.Authentication { return platform.Authentication{} },
		),
		fx.Populate(&all),
	)
	if err := app.Err(); err != nil {
		panic(err)
	}
	for _, one := range all {
		one.Setup()
	}
	return engine
}

${serving}`,
    ],
  ]),
  inserted: new Map([
    ['repository/module.go', ['\tfx.Provide(NewOrderRepository),\n\tfx.Provide(NewInvoiceRepository),\n)\n']],
    [
      'service/module.go',
      [
        '\tfx.Provide(func(invoiceRepo *repository.InvoiceRepository) *InvoiceService {\n\t\treturn NewInvoiceService(invoiceRepo, time.Now)\n\t}),\n)\n',
      ],
    ],
    ['handler/module.go', ['\t\treturn NewInvoiceHandler(invoiceService, slog.Default())\n\t}),\n)\n']],
    [
      'routes/routes.go',
      [
        '\tfx.Provide(NewInvoiceRoutes),\n\tfx.Provide(NewRoutes),\n',
        '\torderRoutes OrderRoutes,\n\tinvoiceRoutes InvoiceRoutes,\n) Routes {\n',
        '\t\torderRoutes,\n\t\tinvoiceRoutes,\n',
      ],
    ],
  ]),
  test: requestsIn([
    'http.MethodGet, "/api/invoices?limit=many", "", http.StatusUnauthorized',
    'http.MethodGet, "/api/invoices?limit=many", "user", http.StatusBadRequest',
    'http.MethodPost, "/api/invoices", "user", http.StatusBadRequest',
  ]),
};
