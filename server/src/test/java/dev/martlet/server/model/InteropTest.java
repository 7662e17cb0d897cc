// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.martlet.server.e2e.RunningGateway;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The official libraries talk through Martlet to providers of every API. */
class InteropTest {
    private static final String CLIENT_KEY = "the-clients-key";

    static Stream<Arguments> pairs() {
        return Stream.of(Sdk.values())
                .flatMap(sdk -> Stream.of(Upstream.values()).map(up -> Arguments.of(sdk, up)));
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void aConversationIsTheSameWhoeverAnswers(Sdk sdk, Upstream upstream) throws Exception {
        List<String> checks = new ArrayList<>(Checks.of(sdk));
        checks.removeAll(Checks.beyond(sdk, upstream));
        try (FakeProvider provider = upstream.start();
                var gateway =
                        RunningGateway.start(
                                upstream.configuration(provider),
                                Map.of("PROVIDER_KEY", FakeProvider.KEY))) {
            String url = "http://127.0.0.1:" + gateway.port();
            sdk.passes(checks, url, CLIENT_KEY, Upstream.MODELS);
            for (String check : checks) {
                assertThat(!check.endsWith("cancel") || provider.awaitCancel()).isTrue();
            }
            provider.requests().forEach(request -> check(request, upstream));
        }
    }

    /** The libraries put their key where their API wants it, and know nothing of tenants. */
    @ParameterizedTest
    @EnumSource
    void theKeyOfATenantIsAllThatALibraryNeeds(Sdk sdk) throws Exception {
        List<String> checks = List.of("text", "stream", "models");
        String tenants =
                """
                tenants: [ { name: acme, keys: [ { id: ci, sha256: "%s" } ] } ]
                policies: [ { kind: api-key } ]
                """
                        .formatted(sha256(CLIENT_KEY));
        try (FakeProvider provider = Upstream.OPENAI_CHAT.start();
                var gateway =
                        RunningGateway.start(
                                Upstream.OPENAI_CHAT.configuration(provider) + tenants,
                                Map.of("PROVIDER_KEY", FakeProvider.KEY))) {
            String url = "http://127.0.0.1:" + gateway.port();
            sdk.passes(checks, url, CLIENT_KEY, Upstream.MODELS);
            provider.requests().forEach(request -> check(request, Upstream.OPENAI_CHAT));
        }
    }

    private static String sha256(String text) throws GeneralSecurityException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }

    private static void check(Recorded request, Upstream upstream) {
        String said = request.message().start() + request.message().fields() + request.body();
        assertThat(said).doesNotContain(CLIENT_KEY);
        // The one is Martlet's; the other a stranger's own, which is passed on where allowed.
        assertThat(request.key()).isIn(FakeProvider.KEY, "not-a-key");
        assertThat(said).containsAnyOf(upstream.model(), "text-embedding-3-small");
        assertThat(said).doesNotContain(Upstream.MODELS.values());
    }
}
