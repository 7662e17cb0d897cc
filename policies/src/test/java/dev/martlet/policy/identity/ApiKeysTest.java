// SPDX-License-Identifier: Apache-2.0
package dev.martlet.policy.identity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.martlet.core.Policy;
import dev.martlet.core.Principal;
import dev.martlet.policy.Trial;
import dev.martlet.policy.tenant.Caller;
import dev.martlet.policy.tenant.Sample;
import dev.martlet.policy.tenant.Tenants;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ApiKeysTest {
    private static final Tenants TENANTS =
            Sample.tenants(
                    Sample.tenant(
                            "acme", null, Sample.key("ci", "sk-one"), Sample.key("b", "sk-two")),
                    Sample.tenant(
                            "zeta",
                            null,
                            null,
                            List.of("elsewhere"),
                            Sample.key("z", "sk-z"),
                            Sample.key("old", "sk-old", Instant.EPOCH, false, null),
                            Sample.key("gone", "sk-gone", null, true, null)));

    private final IdentityPolicy keys = new IdentityPolicy(new ApiKeys(new ApiKeyConfig(null)));
    private final Policy required = IdentityPolicy.required(List.of(keys));

    private Trial.Result run(Trial trial) {
        return trial.tenants(TENANTS).through(keys, required);
    }

    @ParameterizedTest
    @CsvSource({
        "Authorization, Bearer sk-one",
        "Authorization, bearer  sk-one ",
        "X-Api-Key, sk-one",
        "Api-Key, sk-one",
        "X-Goog-Api-Key, sk-one",
    })
    void aKeyIsTakenFromWhereAnSdkPutsItAndGoesNoFurther(String header, String value) {
        Trial.Result result = run(Trial.of("POST", "/v1/x").header(header, value));
        assertThat(result.status()).isEqualTo(200);
        assertThat(result.exchange().get(Principal.KEY).id()).isEqualTo("ci");
        assertThat(result.exchange().get(Caller.KEY).tenant().name()).isEqualTo("acme");
        assertThat(result.sent(header)).isNull();
    }

    @Test
    void aKeyInTheQueryGoesNoFurtherAndIntoNoLog() {
        Trial.Result result = run(Trial.of("POST", "/v1beta/x?alt=sse&%6Bey=sk%2Done&b=1"));
        assertThat(result.status()).isEqualTo(200);
        assertThat(result.exchange().request().query()).isEqualTo("alt=sse&b=1");
        assertThat(result.exchange().received().target()).isEqualTo("/v1beta/x?alt=sse&b=1");
        assertThat(run(Trial.of("GET", "/x?key=sk-one")).exchange().request().query()).isNull();
    }

    @Test
    void aBrowsersWebSocketBringsItAmongItsProtocols() {
        Trial.Result result =
                run(
                        Trial.of("GET", "/v1/realtime")
                                .header(
                                        "Sec-WebSocket-Protocol",
                                        "realtime, openai-insecure-api-key.sk-one, openai-beta"));
        assertThat(result.status()).isEqualTo(200);
        assertThat(result.sent("Sec-WebSocket-Protocol")).isEqualTo("realtime, openai-beta");
    }

    @Test
    void whatIsNoKeyOfOursIsLeftForTheService() {
        Trial.Result result =
                run(
                        Trial.of("GET", "/x?key=map-key")
                                .header("X-Api-Key", "sk-one")
                                .header("Api-Key", "sk-two")
                                .header("Authorization", "Bearer for-the-service"));
        assertThat(result.status()).isEqualTo(200);
        assertThat(result.sent("Authorization")).isEqualTo("Bearer for-the-service");
        assertThat(result.exchange().request().query()).isEqualTo("key=map-key");
        assertThat(result.sent("X-Api-Key")).isNull();
        assertThat(result.sent("Api-Key")).isNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    sk-none | The API key is not known here.
                    sk-old  | The API key has expired.
                    sk-gone | The API key has been revoked.
                    """)
    void aKeyThatIsNotGoodIsRefused(String key, String message) {
        Trial.Result result = run(Trial.of("GET", "/").header("X-Api-Key", key));
        assertThat(result.status()).isEqualTo(401);
        assertThat(result.failure().publicMessage()).isEqualTo(message);
        assertThat(result.header("WWW-Authenticate")).startsWith("Bearer realm=\"martlet\"");
        assertThat(result.targetCalls()).isZero();
    }

    @Test
    void noKeyIsRefused() {
        Trial.Result result = run(Trial.of("GET", "/"));
        assertThat(result.status()).isEqualTo(401);
        assertThat(result.failure().publicMessage()).isEqualTo("The request has no API key.");
    }

    @Test
    void aRouteThatTheCallerMayNotTakeIsForbidden() {
        Trial.Result result = run(Trial.of("GET", "/").header("X-Api-Key", "sk-z"));
        assertThat(result.status()).isEqualTo(403);
        assertThat(result.targetCalls()).isZero();
    }

    @Test
    void aHeaderOfItsOwnLeavesTheOthersAlone() {
        var own = new IdentityPolicy(new ApiKeys(new ApiKeyConfig("X-Martlet-Key")));
        Trial.Result result =
                Trial.of("GET", "/?key=sk-one")
                        .tenants(TENANTS)
                        .header("X-Martlet-Key", "sk-two")
                        .header("Authorization", "Bearer sk-one")
                        .through(own, IdentityPolicy.required(List.of(own)));
        assertThat(result.status()).isEqualTo(200);
        assertThat(result.exchange().get(Principal.KEY).id()).isEqualTo("b");
        assertThat(result.sent("X-Martlet-Key")).isNull();
        assertThat(result.sent("Authorization")).isEqualTo("Bearer sk-one");
        assertThat(result.exchange().request().query()).isEqualTo("key=sk-one");
    }
}
