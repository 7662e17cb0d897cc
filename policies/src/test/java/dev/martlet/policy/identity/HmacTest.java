// SPDX-License-Identifier: Apache-2.0
package dev.martlet.policy.identity;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.martlet.core.Payload;
import dev.martlet.core.Principal;
import dev.martlet.core.config.DataSize;
import dev.martlet.core.config.Secret;
import dev.martlet.policy.Trial;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

class HmacTest {
    private static final String SECRET = "0123456789abcdef0123456789abcdef";
    private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");
    private static final HmacConfig CONFIG =
            new HmacConfig(
                    List.of(new HmacConfig.HmacKey("ci", new Secret(SECRET), null)),
                    Duration.ofMinutes(5),
                    new DataSize(1024));

    private final Nonces nonces = new Nonces();
    private final IdentityPolicy policy = new IdentityPolicy(new Hmac(CONFIG, nonces, () -> NOW));

    private Trial.Result run(Trial trial) {
        return trial.through(policy, IdentityPolicy.required(List.of(policy)));
    }

    private static String signature(
            String id, long time, String nonce, String method, String target, String digest)
            throws Exception {
        String lines =
                String.join(
                        "\n",
                        "MARTLET-HMAC-SHA256",
                        Long.toString(time),
                        nonce,
                        method,
                        "api.example.com",
                        target,
                        digest);
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(SECRET.getBytes(UTF_8), "HmacSHA256"));
        String signature = Base64.getEncoder().encodeToString(mac.doFinal(lines.getBytes(UTF_8)));
        return "MARTLET-HMAC-SHA256 id=\"%s\", ts=\"%d\", nonce=\"%s\", signature=\"%s\""
                .formatted(id, time, nonce, signature);
    }

    private static String digest(String body) throws Exception {
        byte[] hash = MessageDigest.getInstance("SHA-256").digest(body.getBytes(UTF_8));
        return "sha-256=:" + Base64.getEncoder().encodeToString(hash) + ":";
    }

    private static Trial get(String authorization) {
        return Trial.of("GET", "/orders?a=1").header("Authorization", authorization);
    }

    private static String good(String nonce) throws Exception {
        return signature("ci", NOW.getEpochSecond(), nonce, "GET", "/orders?a=1", "-");
    }

    private static void refused(Trial.Result result, String message) {
        assertThat(result.status()).isEqualTo(401);
        assertThat(result.failure().publicMessage()).isEqualTo(message);
        assertThat(result.targetCalls()).isZero();
    }

    @Test
    void aSignedRequestPassesOnce() throws Exception {
        Trial.Result result = run(get(good("nonce-01")));
        assertThat(result.status()).isEqualTo(200);
        assertThat(result.exchange().get(Principal.KEY).id()).isEqualTo("ci");
        assertThat(result.sent("Authorization")).isNull();
        refused(run(get(good("nonce-01"))), "The request has been sent before.");
        assertThat(run(get(good("nonce-02"))).status()).isEqualTo(200);
    }

    @Test
    void whateverIsSignedMayNotChange() throws Exception {
        String message = "The signature does not hold.";
        String authorization = good("nonce-01");
        refused(
                run(Trial.of("GET", "/orders?a=2").header("Authorization", authorization)),
                message);
        refused(
                run(Trial.of("HEAD", "/orders?a=1").header("Authorization", authorization)),
                message);
        refused(run(get(authorization.replace("nonce-01", "nonce-02"))), message);
        refused(run(get(authorization).header("Content-Digest", digest("x"))), message);
        assertThat(run(get(authorization)).status())
                .as("none of these was remembered")
                .isEqualTo(200);
    }

    @Test
    void theTimeMayBeOffByTheWindow() throws Exception {
        for (long off : new long[] {-300, 300}) {
            long time = NOW.getEpochSecond() + off;
            String in = signature("ci", time, "nonce" + off, "GET", "/orders?a=1", "-");
            assertThat(run(get(in)).status()).isEqualTo(200);
            long later = time + Long.signum(off);
            String out = signature("ci", later, "nonce" + off, "GET", "/orders?a=1", "-");
            refused(run(get(out)), "The time of the request is too far from now.");
        }
    }

    @Test
    void theBodyIsTheOneThatWasSigned() throws Exception {
        String digest = digest("hello");
        String authorization =
                signature("ci", NOW.getEpochSecond(), "nonce-01", "POST", "/orders", digest);
        Trial good =
                Trial.of("POST", "/orders")
                        .header("Authorization", authorization)
                        .header("Content-Digest", digest)
                        .payload(new Payload.Buffered("hello".getBytes(UTF_8)));
        assertThat(run(good).status()).isEqualTo(200);
        String again = signature("ci", NOW.getEpochSecond(), "nonce-02", "POST", "/orders", digest);
        Trial other =
                Trial.of("POST", "/orders")
                        .header("Authorization", again)
                        .header("Content-Digest", digest)
                        .payload(new Payload.Buffered("hullo".getBytes(UTF_8)));
        refused(run(other), "The body is not the one that was signed.");
        String bare = signature("ci", NOW.getEpochSecond(), "nonce-03", "POST", "/orders", "-");
        Trial unsigned =
                Trial.of("POST", "/orders")
                        .header("Authorization", bare)
                        .payload(new Payload.Buffered("hello".getBytes(UTF_8)));
        refused(run(unsigned), "The body is not signed (expected: Content-Digest with sha-256).");
    }

    @Test
    void aBodyLargerThanWhatIsCheckedIsRefused() throws Exception {
        String body = "x".repeat(1025);
        String authorization =
                signature("ci", NOW.getEpochSecond(), "nonce-01", "POST", "/", digest(body));
        Trial trial =
                Trial.of("POST", "/")
                        .header("Authorization", authorization)
                        .header("Content-Digest", digest(body))
                        .payload(new Payload.Buffered(body.getBytes(UTF_8)));
        assertThat(run(trial).status()).isEqualTo(413);
    }

    @Test
    void anUnknownKeyAndAnIncompleteSignatureAreRefused() throws Exception {
        String other = good("nonce-01").replace("id=\"ci\"", "id=\"cd\"");
        refused(run(get(other)), "The key of the signature is not known here.");
        refused(
                run(get("MARTLET-HMAC-SHA256 id=\"ci\"")),
                "The signature is not complete (expected: id, ts, nonce, signature).");
    }

    @Test
    void aFullMemoryRefusesWhatItCouldNotTellFromAReplay() throws Exception {
        long later = NOW.toEpochMilli() + 1000;
        for (int i = 0; i < Nonces.MOST; i++) {
            nonces.use("n" + i, NOW.toEpochMilli(), later);
        }
        assertThat(run(get(good("nonce-01"))).status()).isEqualTo(503);
        assertThat(nonces.use("x", later + 1, later + 2)).isEqualTo(Nonces.Outcome.NEW);
    }
}
