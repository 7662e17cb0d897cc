// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.auth;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.martlet.core.RequestHead;
import dev.martlet.provider.json.Json;
import io.helidon.http.HeaderNames;
import io.helidon.http.Method;
import io.helidon.http.WritableHeaders;
import java.io.IOException;
import java.net.URI;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class TokensTest {
    private static final URI ENDPOINT = URI.create("https://tokens.example/token");
    private static KeyPair keys;

    private final AtomicReference<Instant> now =
            new AtomicReference<>(Instant.parse("2026-11-22T12:00:00Z"));
    private final InstantSource clock = now::get;
    private final List<String> forms = new ArrayList<>();
    private String reply = "{\"access_token\":\"t\",\"expires_in\":3600}";
    private int status = 200;

    @BeforeAll
    static void makeKeys() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        keys = generator.generateKeyPair();
    }

    @Test
    void aServiceAccountProvesItselfWithASignedJwt() throws Exception {
        GoogleServiceAccount account = account(this::answer);

        assertThat(token(account)).isEqualTo("Bearer t-1");

        String form = forms.getFirst();
        assertThat(form)
                .startsWith(
                        "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer&assertion=");
        String[] jwt = form.substring(form.lastIndexOf('=') + 1).split("\\.", -1);
        assertThat(decoded(jwt[0]))
                .isEqualTo(Json.read("{\"alg\":\"RS256\",\"typ\":\"JWT\",\"kid\":\"kid-1\"}"));
        long seconds = now.get().getEpochSecond();
        JsonNode claims = decoded(jwt[1]);
        assertThat(claims.path("iss").stringValue()).isEqualTo("svc@project.example");
        assertThat(claims.path("aud").stringValue()).isEqualTo(ENDPOINT.toString());
        assertThat(claims.path("scope").stringValue()).isEqualTo("cloud");
        assertThat(claims.path("iat").longValue()).isEqualTo(seconds);
        assertThat(claims.path("exp").longValue()).isEqualTo(seconds + 3600);
        Signature verifier = Signature.getInstance("SHA256withRSA");
        verifier.initVerify(keys.getPublic());
        verifier.update((jwt[0] + '.' + jwt[1]).getBytes(UTF_8));
        assertThat(verifier.verify(Base64.getUrlDecoder().decode(jwt[2]))).isTrue();
    }

    @Test
    void aTokenIsUsedUntilShortlyBeforeItExpires() throws Exception {
        GoogleServiceAccount account = account(this::answer);
        assertThat(token(account)).isEqualTo("Bearer t-1");

        advance(Duration.ofMinutes(54));
        assertThat(token(account)).isEqualTo("Bearer t-1");

        advance(Duration.ofMinutes(2));
        assertThat(token(account)).isEqualTo("Bearer t-2");
        assertThat(forms).hasSize(2);
    }

    @Test
    void manyThreadsFetchOneToken() throws Exception {
        var started = new CountDownLatch(1);
        var go = new CountDownLatch(1);
        GoogleServiceAccount account =
                account((endpoint, form) -> {
                    started.countDown();
                    await(go);
                    return answer(endpoint, form);
                });
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<String>> tokens = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                tokens.add(threads.submit(() -> token(account)));
            }
            started.await();
            go.countDown();
            for (Future<String> token : tokens) {
                assertThat(token.get()).isEqualTo("Bearer t-1");
            }
        }
        assertThat(forms).hasSize(1);
    }

    @Test
    void whileOneThreadRefreshesTheOthersUseTheOldToken() throws Exception {
        var started = new CountDownLatch(1);
        var go = new CountDownLatch(1);
        GoogleServiceAccount account =
                account((endpoint, form) -> {
                    if (!forms.isEmpty()) {
                        started.countDown();
                        await(go);
                    }
                    return answer(endpoint, form);
                });
        token(account);
        advance(Duration.ofMinutes(56));
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<String> refreshing = threads.submit(() -> token(account));
            started.await();

            assertThat(token(account)).isEqualTo("Bearer t-1");

            go.countDown();
            assertThat(refreshing.get()).isEqualTo("Bearer t-2");
        }
    }

    @Test
    void aFailureIsRememberedForAWhile() throws Exception {
        GoogleServiceAccount account = account(this::answer);
        status = 400;
        reply = "{\"error\":\"invalid_grant\",\"error_description\":\"secret\"}";

        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> token(account))
                    .isInstanceOf(AuthorizationException.class)
                    .hasMessage("token: status 400, invalid_grant (expected: an access token)")
                    .extracting(e -> ((AuthorizationException) e).lasting())
                    .isEqualTo(true);
        }
        assertThat(forms).hasSize(1);

        status = 200;
        reply = "{\"access_token\":\"t\",\"expires_in\":\"3600\"}";
        advance(Duration.ofSeconds(6));
        assertThat(token(account)).isEqualTo("Bearer t-2");
    }

    @Test
    void aTokenThatIsStillGoodOutlivesAFailedRefresh() throws Exception {
        GoogleServiceAccount account = account(this::answer);
        token(account);
        status = 503;
        advance(Duration.ofMinutes(57));

        assertThat(token(account)).isEqualTo("Bearer t-1");

        advance(Duration.ofMinutes(3));
        assertThatThrownBy(() -> token(account))
                .isInstanceOf(AuthorizationException.class)
                .extracting(e -> ((AuthorizationException) e).lasting())
                .isEqualTo(false);
    }

    @Test
    void anEndpointThatIsNotReachedIsNoLastingProblem() throws Exception {
        GoogleServiceAccount account =
                account((endpoint, form) -> {
                    throw new IOException("refused");
                });

        assertThatThrownBy(() -> token(account)).hasMessage("token: endpoint not reached");
    }

    @Test
    void anApplicationExchangesItsSecret() {
        var grant =
                new ClientCredentialsGrant(
                        ENDPOINT, "app", () -> "s&1", "https://x/.default", this::answer, clock);

        assertThat(token(grant)).isEqualTo("Bearer t-1");
        assertThat(forms)
                .containsExactly(
                        "grant_type=client_credentials&client_id=app&client_secret=s%261"
                                + "&scope=https%3A%2F%2Fx%2F.default");
    }

    @Test
    void aBadKeyFileIsRefusedWithoutShowingIt() {
        assertThatThrownBy(() ->
                        new GoogleServiceAccount(
                                "{\"client_email\":\"a\",\"private_key_id\":\"b\",\"private_key\":\"SECRET!\",\"token_uri\":\"https://x\"}"
                                        .getBytes(UTF_8),
                                "s",
                                this::answer,
                                clock))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("private_key")
                .hasMessageNotContaining("SECRET")
                .hasNoCause();
        assertThatThrownBy(() ->
                        new GoogleServiceAccount("{}".getBytes(UTF_8), "s", this::answer, clock))
                .hasMessage("key file: no client_email (expected: a string)");
    }

    private TokenExchange.Answer answer(URI endpoint, String form) {
        assertThat(endpoint).isEqualTo(ENDPOINT);
        forms.add(form);
        String body = reply.replace("\"t\"", "\"t-" + forms.size() + '"');
        return new TokenExchange.Answer(status, body);
    }

    private static void await(CountDownLatch latch) throws IOException {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    private void advance(Duration time) {
        now.updateAndGet(instant -> instant.plus(time));
    }

    private static JsonNode decoded(String part) {
        return Json.read(Base64.getUrlDecoder().decode(part));
    }

    private static String token(Authorizer authorizer) {
        var head = new RequestHead(Method.POST, "https", "x", "/", null, WritableHeaders.create());
        return authorizer
                .authorize(head, new byte[0])
                .headers()
                .get(HeaderNames.AUTHORIZATION)
                .get();
    }

    private GoogleServiceAccount account(TokenExchange exchange) {
        String pem =
                "-----BEGIN PRIVATE KEY-----\n"
                        + Base64.getMimeEncoder().encodeToString(keys.getPrivate().getEncoded())
                        + "\n-----END PRIVATE KEY-----\n";
        byte[] file =
                Json.write(
                        Json.object()
                                .put("type", "service_account")
                                .put("client_email", "svc@project.example")
                                .put("private_key_id", "kid-1")
                                .put("private_key", pem)
                                .put("token_uri", ENDPOINT.toString()));
        return new GoogleServiceAccount(file, "cloud", exchange, clock);
    }
}
