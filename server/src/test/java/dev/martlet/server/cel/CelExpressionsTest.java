// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.cel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.martlet.core.Access;
import dev.martlet.core.Condition;
import dev.martlet.core.Exchange;
import dev.martlet.core.Expressions;
import dev.martlet.core.Failure;
import dev.martlet.core.GatewayException;
import dev.martlet.core.Principal;
import dev.martlet.policy.tenant.Caller;
import dev.martlet.policy.tenant.KeyUses;
import dev.martlet.policy.tenant.LiveKeys;
import dev.martlet.policy.tenant.TenantConfig;
import dev.martlet.policy.tenant.Tenants;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CelExpressionsTest {
    private final Expressions expressions = CelExpressions.standard();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "request.id | id-1",
                "request.method | GET",
                "request.scheme | https",
                "request.protocol | 2",
                "request.host | api.example.com",
                "request.path | /a%20b",
                "request.raw_query | v=1&v=2&w=a%20b&empty",
                "request.query['v'] | 1",
                "request.query.w | a b",
                "request.query['empty'] + '.' | .",
                "request.client | 192.0.2.7",
                "request.listener | test",
                "request.headers['x-user'] | ada",
                "request.headers['X-User'] | ada",
                "request.headers['x-twice'] | 1, 2",
                "request.headers['host'] | Api.Example.com:8443",
                "size(request.query) | 3",
                "size(request.headers) | 3",
                "request.headers.exists(name, name == 'x-user') | true",
                "request.headers.map(name, name + request.headers[name]).join | ",
            })
    void theFieldsOfARequestAreThere(String source, String expected) {
        Exchange exchange =
                Requests.get(
                        "/a%20b",
                        "v=1&v=2&w=a%20b&empty", "X-User: ada", "X-Twice: 1", "X-Twice: 2");
        if (expected == null) {
            assertThatIllegalArgumentException().isThrownBy(() -> expressions.key(source));
            return;
        }
        assertThat(expressions.key(source).of(exchange)).isEqualTo(expected);
    }

    @Test
    void aRequestWithoutAQueryHasAnEmptyOne() {
        Condition condition =
                expressions.condition("request.raw_query == '' && size(request.query) == 0");
        assertThat(condition.test(Requests.get("/", null))).isTrue();
    }

    @Test
    void theRouteHasAName() {
        assertThat(expressions.key("route.name").of(Requests.routed("orders"))).isEqualTo("orders");
    }

    @Test
    void whileARouteIsLookedForThereIsNone() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CelExpressions.routing().condition("route.name == 'a'"))
                .withMessage("1:1: undeclared reference to 'route' (expected: request)");
        assertThatThrownBy(() -> expressions.key("route.name").of(Requests.get("/", null)))
                .isInstanceOf(GatewayException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "tenant.name == 'team'",
                "'org' in tenant.parents",
                "key.id == 'ada' && key.method == 'jwt'",
                "'admin' in claims.groups && claims.level > 2",
                "claims['https://example.com/org'].id == 'x'",
                "has(tenant.name) && has(claims.level) && !has(claims.none) && !has(key.label)",
            })
    void whoIsCallingIsKnown(String source) {
        Exchange exchange = Requests.routed("orders");
        var tenants =
                new Tenants(
                        List.of(tenant("team", "org"), tenant("org", null)),
                        new LiveKeys(),
                        new KeyUses(),
                        InstantSource.system());
        Map<String, Object> claims =
                Map.of(
                        "groups",
                        List.of("user", "admin"),
                        "level",
                        3L,
                        "https://example.com/org",
                        Map.of("id", "x"));
        exchange.set(Principal.KEY, new Principal("team", "ada", "jwt", claims, Access.ALL));
        exchange.set(Caller.KEY, new Caller(tenants.tenant("team"), null));
        assertThat(expressions.condition(source).test(exchange)).isTrue();
        assertThat(expressions.key("tenant.name").of(exchange)).isEqualTo("team");
    }

    private static TenantConfig tenant(String name, String parent) {
        return new TenantConfig(
                name, parent, List.of(), null, null, null, null, List.of(), List.of(), null);
    }

    @ParameterizedTest
    @ValueSource(strings = {"tenant.name == 'a'", "key.id == 'a'", "claims.sub == 'a'"})
    void whoIsNotKnownIsAnErrorUnlessItIsAskedFor(String source) {
        Exchange exchange = Requests.routed("orders");
        Condition condition = expressions.condition(source);
        assertThatThrownBy(() -> condition.test(exchange))
                .isInstanceOf(GatewayException.class)
                .cause()
                .hasMessageStartingWith("expression: " + source);
        String field = source.substring(0, source.indexOf(' '));
        assertThat(expressions.condition("has(" + field + ")").test(exchange)).isFalse();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CelExpressions.routing().condition(source));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "reqest.method == 'GET' | 1:1: undeclared reference to 'reqest' (did you mean"
                        + " 'request'?)",
                "true && request.methd == 'GET' | 1:16: undefined field 'methd' (did you mean"
                        + " 'method'?)",
                "request.headers['a'] == 1 | 1:22: '==' does not take (string, int)",
                "request.method | 1:1: the expression is string (expected: true or false (bool))",
                "request.path.matches('(a') | 1:22: regex: (a (expected: RE2 syntax: missing closing ))",
                "matches(request.path, '(a)\\\\1') | 1:23: regex: (a)\\1 (expected: RE2 syntax: invalid escape"
                        + " sequence)",
                "foo(1) | 1:4: undeclared reference to 'foo' (expected: request, route, tenant, key, claims)",
                "tennant.name == 'a' | 1:1: undeclared reference to 'tennant' (did you mean 'tenant'?)",
                "tenant.nam == 'a' | 1:7: undefined field 'nam' (did you mean 'name'?)",
                "tenant.name == 5 | 1:13: '==' does not take (string, int)",
            })
    void aMistakeIsToldInOneLineWithItsPlace(String source, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> expressions.condition(source))
                .withMessage(message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"request.headers", "request", "1.5", "[1]", "dyn('a')", "b'a'", "null"})
    void aKeyIsATextANumberOrATruthValue(String source) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> expressions.key(source))
                .withMessageEndingWith("(expected: string, int or bool)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "size(", "'a", "request.", "true &&& false"})
    void whatIsNoExpressionIsRefusedWithAPlace(String source) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> expressions.condition(source))
                .withMessageMatching("1:\\d+: [^\\n]+");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "request.headers['x-none'] == 'b'",
                "request.query.none == 'b'",
                "1 / size(request.query) == 1",
                "'a'.matches('(' + request.method)",
                "int(request.method) == 1",
            })
    void anExpressionThatCannotBeEvaluatedRefusesTheRequest(String source) {
        Condition condition = expressions.condition(source);
        assertThatThrownBy(() -> condition.test(Requests.get("/", null)))
                .isInstanceOf(GatewayException.class)
                .hasRootCauseInstanceOf(Exception.class)
                .satisfies(e -> {
                    assertThat(((GatewayException) e).failure()).isEqualTo(new Failure.Internal());
                    assertThat(e.getCause()).hasMessageStartingWith("expression: " + source);
                });
    }

    @Test
    void aMissingHeaderIsNoErrorWhereItIsAskedForFirst() {
        Condition condition =
                expressions.condition(
                        "'x-user' in request.headers && request.headers['x-user'] == 'ada'");
        assertThat(condition.test(Requests.get("/", null))).isFalse();
        assertThat(condition.test(Requests.get("/", null, "x-user: ada"))).isTrue();
        assertThat(condition.test(Requests.get("/", null, "x-user: bob"))).isFalse();
    }

    @Test
    void loopsAreBoundedAlsoWhereTheyAreNested() {
        String list = "[" + "1,".repeat(150) + "1]";
        Condition condition =
                expressions.condition(list + ".all(x, " + list + ".all(y, x + y > 0))");
        assertThatThrownBy(() -> condition.test(Requests.get("/", null)))
                .isInstanceOf(GatewayException.class)
                .cause()
                .hasMessageContaining("budget exceeded");
    }

    @Test
    void theSourceIsBoundedInLengthAndDepth() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> expressions.condition("true" + " ".repeat(4096)))
                .withMessage("expression: 4100 characters (expected: at most 4096)");
        String deep = "(".repeat(500) + "true" + ")".repeat(500);
        assertThatIllegalArgumentException().isThrownBy(() -> expressions.condition(deep));
    }

    @Test
    void aRegularExpressionIsBoundedInSize() {
        Condition condition =
                expressions.condition("request.path.matches('((a{30}){30}){30}' + request.method)");
        assertThatThrownBy(() -> condition.test(Requests.get("/", null)))
                .isInstanceOf(GatewayException.class);
    }

    @Test
    void oneExpressionServesManyThreads() {
        Condition condition = expressions.condition("request.query['n'] == request.headers['n']");
        assertThat(
                        IntStream.range(0, 2_000)
                                .parallel()
                                .mapToObj(i -> Requests.get("/", "n=" + i, "n: " + i))
                                .allMatch(condition::test))
                .isTrue();
    }
}
