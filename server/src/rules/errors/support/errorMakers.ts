/** Calls whose result is an error made, translated or told apart on purpose: wrapping it again would say nothing new. */

/** Libraries of errors, and of frameworks whose errors mean something to them. */
const LIBRARIES =
  /^(?:errors|context|golang\.org\/x\/xerrors|go\.uber\.org\/multierr|google\.golang\.org\/(?:grpc\/status|grpc)|connectrpc\.com\/connect|github\.com\/(?:pkg\/errors|cockroachdb\/errors|hashicorp\/go-multierror|hashicorp\/errwrap|go-errors\/errors|juju\/errors|samber\/oops|gravitational\/trace|morikuni\/failure|palantir\/stacktrace|ztrue\/tracerr|joomcode\/errorx|rotisserie\/eris|pkg\/errors|bufbuild\/connect-go|cenkalti\/backoff|labstack\/echo|gofiber\/fiber|danielgtaylor\/huma|twitchtv\/twirp)|emperror\.dev\/errors|gopkg\.in\/errgo)(?:\/v\d+)?(?:\/.*)?$/;

/** `apierr`, `xerrors`, `problem`: packages of a project's own errors. */
const PACKAGE = /err(?:s|or|ors)?$|^err|fault|problem|^status$/i;

/** `NewNotFoundError`, `WrapErr`, `ToHTTPError`, `Errorf`. */
const NAME = /^(?:Errorf?|Wrap\w*|Errorw|Failf?)$|\w(?:Err|Error|Errors|Errorf|Exception)$|^Err[A-Z]/;

/** A constructor's name says what went wrong, not what is done. */
const STATE =
  /^(?:Not|No|Bad|Invalid|Missing|Unknown|Internal|Unauthori[sz]ed|Unauthenticated|Forbidden|Conflict|Already|Too|Unsupported|Unprocessable|Precondition|Permission|Deadline|Cancell?ed|Aborted|Failed|Unexpected|Unavailable|Unimplemented|Gone|Timeout|Denied|Duplicate|Illegal|Malformed|Abort|Reject|Service|Resource)(?:[A-Z]\w*)?$/;

/**
 * @param maybeConstructor the error is the call's only result, returned as it is, and the call takes no context
 */
export function makesError(fullName: string, packagePath: string, maybeConstructor: boolean): boolean {
  const name = fullName.slice(fullName.lastIndexOf('.') + 1);
  if (fullName === 'fmt.Errorf' || NAME.test(name)) return true;
  if (LIBRARIES.test(packagePath)) return true;
  const lastElement = packagePath.slice(packagePath.lastIndexOf('/') + 1);
  if (PACKAGE.test(lastElement)) return true;
  return maybeConstructor && STATE.test(name);
}
