// SPDX-License-Identifier: Apache-2.0
package dev.martlet.policy.identity;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.martlet.core.Principal;
import dev.martlet.core.config.Secret;
import dev.martlet.policy.Trial;
import dev.martlet.policy.tenant.Sample;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BasicTest {
    private static final String HASH = PasswordHash.of("schwalbe:1", new SecureRandom()).toString();

    private final IdentityPolicy policy =
            new IdentityPolicy(
                    new Basic(
                            new BasicConfig(
                                    "orders",
                                    List.of(new BasicConfig.User("ada", new Secret(HASH), "acme"))),
                            new SlowHashes()));

    private Trial.Result run(String authorization) {
        return Trial.of("GET", "/")
                .tenants(Sample.tenants(Sample.tenant("acme", null)))
                .header("Authorization", authorization)
                .through(policy, IdentityPolicy.required(List.of(policy)));
    }

    private static String basic(String pair) {
        return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(UTF_8));
    }

    @Test
    void theRightPasswordLetsInAgainAndAgain() {
        for (int i = 0; i < 3; i++) {
            Trial.Result result = run(basic("ada:schwalbe:1"));
            assertThat(result.status()).isEqualTo(200);
            assertThat(result.exchange().get(Principal.KEY).id()).isEqualTo("ada");
            assertThat(result.exchange().get(Principal.KEY).tenant()).isEqualTo("acme");
            assertThat(result.sent("Authorization")).isNull();
        }
        assertThat(run(basic("ada:schwalbe:2")).status()).isEqualTo(401);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ada:wrong", "bob:schwalbe:1", "ada", "", ":schwalbe:1"})
    void anythingElseIsRefused(String pair) {
        Trial.Result result = run(basic(pair.isEmpty() ? ":" : pair));
        assertThat(result.status()).isEqualTo(401);
        assertThat(result.failure().publicMessage())
                .isEqualTo("The name or the password is wrong.");
        assertThat(result.header("WWW-Authenticate"))
                .isEqualTo("Basic realm=\"orders\", charset=\"UTF-8\"");
    }

    @Test
    void aHashIsReadBackAsItWasWritten() {
        PasswordHash hash = PasswordHash.parse(HASH);
        assertThat(hash).hasToString(HASH);
        assertThat(HASH).startsWith("$pbkdf2-sha256$i=600000$");
        assertThat(PasswordHash.of("schwalbe:1", new SecureRandom()).toString()).isNotEqualTo(HASH);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "schwalbe",
                "$2y$10$abcdefghijklmnopqrstuv",
                "$pbkdf2-sha256$i=1000$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
            })
    void whatIsNoGoodHashIsRefusedWithoutBeingQuoted(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PasswordHash.parse(text))
                .withMessageNotContaining(text);
    }
}
