// SPDX-License-Identifier: Apache-2.0
package dev.martlet.policy.identity;

import dev.martlet.core.Exchange;
import dev.martlet.core.Failure;
import dev.martlet.core.GatewayException;
import dev.martlet.core.Payload;
import dev.martlet.core.PolicyKind;
import dev.martlet.core.RequestHead;
import dev.martlet.core.Stage;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.InstantSource;
import java.util.Base64;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Recognises signed requests. What is signed are the lines {@code MARTLET-HMAC-SHA256}, time,
 * nonce, method, authority, target and the value of Content-Digest (RFC 9530) or {@code -}; the
 * signature is checked before a byte of the body is read, the body against its digest after that.
 */
public final class Hmac implements Authenticator {
    /** {@code kind: hmac}. */
    public static final PolicyKind<HmacConfig> KIND =
            new PolicyKind<>("hmac", Stage.IDENTITY, HmacConfig.class, Hmac::create);

    private static final String SCHEME = "MARTLET-HMAC-SHA256";
    private static final HeaderName DIGEST = HeaderNames.create("content-digest");

    private static final Pattern PARAMETERS =
            Pattern.compile(
                    "id=\"?([A-Za-z0-9._-]{1,63})\"?, *ts=\"?([0-9]{1,12})\"?, *nonce=\"?([A-Za-z0-9_-]{8,64})\"?, *signature=\"?([A-Za-z0-9+/]{43}=)\"?");

    private static final Pattern SHA256 =
            Pattern.compile("(?:.*, *)?sha-256=:([A-Za-z0-9+/]{43}=):(?: *,.*)?");

    private static final Verdict UNKNOWN =
            new Verdict.Unknown("The key of the signature is not known here.");

    private final Map<String, HmacConfig.HmacKey> keys = new HashMap<>();
    private final HmacConfig config;
    private final Nonces nonces;
    private final InstantSource clock;

    Hmac(HmacConfig config, Nonces nonces, InstantSource clock) {
        this.config = config;
        this.nonces = nonces;
        this.clock = clock;
        config.keys().forEach(key -> keys.put(key.id(), key));
    }

    /** What was seen stays seen over a reload; several policies may share it. */
    private record NoncesKey() {}

    private static IdentityPolicy create(HmacConfig config, PolicyKind.Context context) {
        Nonces nonces = context.outbound().keep(new NoncesKey(), Nonces::new);
        return new IdentityPolicy(new Hmac(config, nonces, context.clock()));
    }

    @Override
    public Verdict check(Exchange exchange) {
        @Nullable String credentials = Bearer.credentials(exchange, SCHEME);
        if (credentials == null) {
            return Verdict.NOTHING;
        }
        Matcher said = PARAMETERS.matcher(credentials);
        if (!said.matches()) {
            throw refused("The signature is not complete (expected: id, ts, nonce, signature).");
        }
        HmacConfig.HmacKey key = keys.get(said.group(1));
        if (key == null) {
            return UNKNOWN;
        }
        Bearer.remove(exchange);
        long now = clock.millis();
        long time = Long.parseLong(said.group(2)) * 1000;
        if (Math.abs(now - time) > config.window().toMillis()) {
            throw refused("The time of the request is too far from now.");
        }
        String signed = lines(exchange.received(), said, digestField(exchange));
        byte[] right = sign(key.secret().reveal(), signed);
        if (!MessageDigest.isEqual(right, Base64.getDecoder().decode(said.group(4)))) {
            throw refused("The signature does not hold.");
        }
        // Only what is rightly signed is worth remembering.
        String nonce = key.id() + '/' + said.group(3);
        remember(nonce, now, time + config.window().toMillis());
        checkBody(exchange);
        return Membership.of(exchange, key.tenant(), key.id(), "hmac", Map.of());
    }

    private static String lines(RequestHead head, Matcher said, String digest) {
        return String.join(
                "\n",
                SCHEME,
                said.group(2),
                said.group(3),
                head.method().text(),
                head.authority().toLowerCase(Locale.ROOT),
                head.target(),
                digest);
    }

    private static String digestField(Exchange exchange) {
        return exchange.headers().contains(DIGEST)
                ? String.join(", ", exchange.headers().get(DIGEST).allValues())
                : "-";
    }

    private void remember(String nonce, long now, long end) {
        switch (nonces.use(nonce, now, end)) {
            case NEW -> {}
            case REPLAYED -> throw refused("The request has been sent before.");
            case FULL ->
                    throw new GatewayException(
                            new Failure.CheckUnavailable("Too many signed requests at a time."));
        }
    }

    private void checkBody(Exchange exchange) {
        String field = digestField(exchange);
        if (field.equals("-")) {
            if (!(exchange.payload() instanceof Payload.None) && exchange.payload().length() != 0) {
                throw refused("The body is not signed (expected: Content-Digest with sha-256).");
            }
            return;
        }
        Matcher digest = SHA256.matcher(field);
        byte[] body = exchange.buffer(config.maxBody().bytes());
        if (!digest.matches()
                || !MessageDigest.isEqual(
                        sha256(body), Base64.getDecoder().decode(digest.group(1)))) {
            throw refused("The body is not the one that was signed.");
        }
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256: missing in this Java runtime", e);
        }
    }

    private static byte[] sign(String secret, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("HmacSHA256: missing in this Java runtime", e);
        }
    }

    private static GatewayException refused(String message) {
        return new GatewayException(new Failure.Unauthorized(message, SCHEME));
    }

    @Override
    public String challenge() {
        return SCHEME;
    }
}
