// SPDX-License-Identifier: Apache-2.0
package dev.martlet.policy.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.martlet.core.Failure;
import dev.martlet.core.FullReply;
import dev.martlet.core.GatewayException;
import dev.martlet.policy.Trial;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CorsPolicyTest {
    private static final String APP = "https://app.example.com";

    private final CorsPolicy named =
            new CorsPolicy(
                    new CorsConfig(
                            List.of(APP, "https://*.shops.example.com", "http://localhost:3000"),
                            List.of("GET", "PUT"),
                            List.of("Content-Type", "X-Token"),
                            List.of("X-Total"),
                            true,
                            Duration.ofMinutes(10),
                            true));
    private final CorsPolicy open =
            new CorsPolicy(
                    new CorsConfig(
                            List.of("*"),
                            List.of("*"),
                            List.of("*"),
                            List.of("*"),
                            false,
                            Duration.ofHours(1),
                            false));

    @Test
    void aPreflightIsAnsweredWithoutAskingAnybodyElse() {
        Trial.Result result = preflight(APP, "PUT", "content-type,x-token").through(named);

        assertThat(result.status()).isEqualTo(204);
        assertThat(result.targetCalls()).isZero();
        assertThat(result.header("Access-Control-Allow-Origin")).isEqualTo(APP);
        assertThat(result.header("Access-Control-Allow-Credentials")).isEqualTo("true");
        assertThat(result.header("Access-Control-Allow-Methods")).isEqualTo("GET, PUT");
        assertThat(result.header("Access-Control-Allow-Headers"))
                .isEqualTo("Content-Type, X-Token");
        assertThat(result.header("Access-Control-Max-Age")).isEqualTo("600");
        assertThat(result.header("Access-Control-Allow-Private-Network")).isNull();
        assertThat(result.header("Access-Control-Expose-Headers")).isNull();
        assertThat(result.header("Vary"))
                .isEqualTo("Origin, Access-Control-Request-Method, Access-Control-Request-Headers");
    }

    @Test
    void aPreflightFromAnotherOriginIsRefusedWithoutACorsField() {
        Trial.Result result = preflight("https://evil.example", "PUT", "x-token").through(named);

        assertThat(result.status()).isEqualTo(403);
        assertThat(result.targetCalls()).isZero();
        assertThat(result.reply().headers())
                .noneMatch(header -> header.headerName().lowerCase().startsWith("access-control-"));
        assertThat(result.header("Vary")).isEqualTo("Origin");
    }

    @Test
    void aPrivateNetworkIsOpenedOnlyIfAskedForAndConfigured() {
        String ask = "Access-Control-Request-Private-Network";
        String answer = "Access-Control-Allow-Private-Network";

        assertThat(preflight(APP, "GET", null).header(ask, "true").through(named).header(answer))
                .isEqualTo("true");
        assertThat(preflight(APP, "GET", null).header(ask, "true").through(open).header(answer))
                .isNull();
    }

    @Test
    void aWildcardForMethodsAndHeadersNamesWhatWasAskedFor() {
        Trial.Result result = preflight(APP, "PATCH", "authorization, x-a").through(open);

        assertThat(result.header("Access-Control-Allow-Origin")).isEqualTo("*");
        assertThat(result.header("Access-Control-Allow-Credentials")).isNull();
        assertThat(result.header("Access-Control-Allow-Methods")).isEqualTo("PATCH");
        assertThat(result.header("Access-Control-Allow-Headers")).isEqualTo("authorization, x-a");
    }

    @Test
    void optionsThatIsNoPreflightGoesToTheTarget() {
        Trial.Result result = Trial.of("OPTIONS", "/").header("Origin", APP).through(named);

        assertThat(result.targetCalls()).isEqualTo(1);
        assertThat(result.header("Access-Control-Allow-Origin")).isEqualTo(APP);
    }

    @Test
    void aReplyTellsTheBrowserAndWhatTheServiceSaidIsReplaced() {
        Trial.Result result =
                Trial.of("GET", "/")
                        .header("Origin", APP)
                        .answeredBy(exchange ->
                                with("Access-Control-Allow-Origin", "*", "Vary", "Accept"))
                        .through(named);

        assertThat(result.header("Access-Control-Allow-Origin")).isEqualTo(APP);
        assertThat(result.header("Access-Control-Allow-Credentials")).isEqualTo("true");
        assertThat(result.header("Access-Control-Expose-Headers")).isEqualTo("X-Total");
        assertThat(result.header("Access-Control-Allow-Methods")).isNull();
        assertThat(result.header("Vary")).isEqualTo("Accept, Origin");
    }

    @Test
    void aFailureCanBeReadByTheBrowserToo() {
        Trial.Result result =
                Trial.of("GET", "/")
                        .header("Origin", APP)
                        .through(
                                named,
                                (exchange, next) -> {
                                    throw new GatewayException(new Failure.Forbidden("No."));
                                });

        assertThat(result.status()).isEqualTo(403);
        assertThat(result.header("Access-Control-Allow-Origin")).isEqualTo(APP);
        assertThat(result.header("Vary")).isEqualTo("Origin");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "https://evil.example", "null"})
    void aRequestFromElsewherePassesWithoutCorsFieldsEvenIfTheServiceSentSome(String origin) {
        Trial trial =
                Trial.of("GET", "/")
                        .answeredBy(exchange ->
                                with(
                                        "Access-Control-Allow-Origin",
                                        "*",
                                        "Access-Control-Allow-Credentials",
                                        "true"));
        if (!origin.isEmpty()) {
            trial.header("Origin", origin);
        }

        Trial.Result result = trial.through(named);

        assertThat(result.targetCalls()).isEqualTo(1);
        assertThat(result.header("Access-Control-Allow-Origin")).isNull();
        assertThat(result.header("Access-Control-Allow-Credentials")).isNull();
        assertThat(result.header("Vary")).isEqualTo("Origin");
    }

    @Test
    void anAnswerThatIsTheSameForAllOriginsDoesNotVary() {
        Trial.Result result = Trial.of("GET", "/").header("Origin", APP).through(open);

        assertThat(result.header("Access-Control-Allow-Origin")).isEqualTo("*");
        assertThat(result.header("Vary")).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "https://app.example.com, true",
        "http://app.example.com, false",
        "https://app.example.com:8443, false",
        "https://app.example.com.evil.com, false",
        "https://xapp.example.com, false",
        "https://a.shops.example.com, true",
        "https://a.b-c.shops.example.com, true",
        "https://shops.example.com, false",
        "https://.shops.example.com, false",
        "https://evil.com/.shops.example.com, false",
        "https://evil.com?.shops.example.com, false",
        "https://evil.com:1.shops.example.com, false",
        "https://evilshops.example.com, false",
        "http://a.shops.example.com, false",
        "http://localhost:3000, true",
        "http://localhost:3001, false",
        "null, false",
    })
    void originsAreToldApart(String origin, boolean allowed) {
        Trial.Result result = preflight(origin, "GET", null).through(named);

        assertThat(result.status()).isEqualTo(allowed ? 204 : 403);
    }

    @Test
    void originsAreReadAsBrowsersWriteThem() {
        var origins = new Origins(List.of("HTTPS://App.Example.com:443", "https://*.a.com:8443"));

        assertThat(origins.contains(APP)).isTrue();
        assertThat(origins.contains("https://x.a.com:8443")).isTrue();
        assertThat(origins.contains("https://x.a.com")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"*", "null"})
    void credentialsForEverybodyAreAMistake(String origin) {
        assertThatThrownBy(() ->
                        new CorsConfig(
                                List.of(APP, origin),
                                List.of("GET"),
                                List.of(),
                                List.of(),
                                true,
                                Duration.ZERO,
                                false))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("origins: ");
    }

    private static Trial preflight(String origin, String method, String headers) {
        Trial trial =
                Trial.of("OPTIONS", "/orders")
                        .header("Origin", origin)
                        .header("Access-Control-Request-Method", method);
        return headers == null ? trial : trial.header("Access-Control-Request-Headers", headers);
    }

    private static FullReply with(String... fields) {
        FullReply reply = FullReply.empty(Status.OK_200);
        for (int i = 0; i < fields.length; i += 2) {
            reply.headers().set(HeaderNames.create(fields[i]), fields[i + 1]);
        }
        return reply;
    }
}
