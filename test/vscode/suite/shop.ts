/** The places in examples/shop that the tests look at; its README lists the planted violations. */

export const layerImport = 'architecture/layer-import';

/** A use case that takes a constant from the HTTP layer: planted, and there when the project is opened. */
export const planted = {
  file: 'internal/usecase/user/list.go',
  import: '"example.com/shop/internal/delivery/http/dto"',
} as const;

/** A use case in good order, into which the tests type an import that is forbidden there. */
export const clean = {
  file: 'internal/usecase/order/expiry.go',
  /** Its import of the domain; the forbidden one is typed on the line below. */
  lastImport: '"example.com/shop/internal/domain/order"',
  forbidden: '"example.com/shop/internal/repository/postgres"',
} as const;
