// SPDX-License-Identifier: Apache-2.0
package dev.martlet.policy.identity;

import dev.martlet.core.Exchange;
import dev.martlet.core.Failure;
import dev.martlet.core.GatewayException;
import dev.martlet.core.PolicyKind;
import dev.martlet.core.Stage;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Recognises names and passwords. A password's hash is slow on purpose; a password that was right
 * once is known by a fast one afterwards, and how many slow ones run at a time is bounded, so that
 * guessing cannot take the processors.
 */
public final class Basic implements Authenticator {
    /** {@code kind: basic}. */
    public static final PolicyKind<BasicConfig> KIND =
            new PolicyKind<>(
                    "basic",
                    Stage.IDENTITY,
                    BasicConfig.class,
                    (config, context) ->
                            new IdentityPolicy(
                                    new Basic(
                                            config,
                                            context.outbound()
                                                    .keep(new HashesKey(), SlowHashes::new))));

    /** All policies share the bound. */
    private record HashesKey() {}

    /** Hashed for names that nobody has, so that the time does not tell which they are. */
    private final PasswordHash nobody;

    private final SlowHashes hashes;
    private final byte[] pepper = new byte[32];
    private final Map<String, User> users = new HashMap<>();
    private final String challenge;

    private static final class User {
        private final PasswordHash hash;
        private final @Nullable String tenant;
        private volatile byte @Nullable [] known;

        User(BasicConfig.User config) {
            this.hash = PasswordHash.parse(config.password().reveal());
            this.tenant = config.tenant();
        }
    }

    Basic(BasicConfig config, SlowHashes hashes) {
        this.hashes = hashes;
        new SecureRandom().nextBytes(pepper);
        config.users().forEach(user -> users.put(user.name(), new User(user)));
        this.nobody = users.values().iterator().next().hash;
        this.challenge = "Basic realm=\"" + config.realm() + "\", charset=\"UTF-8\"";
    }

    @Override
    public void strip(Exchange exchange) {
        if (Bearer.credentials(exchange, "Basic") != null) {
            Bearer.remove(exchange);
        }
    }

    @Override
    public Verdict check(Exchange exchange) {
        @Nullable String encoded = Bearer.credentials(exchange, "Basic");
        if (encoded == null) {
            return Verdict.NOTHING;
        }
        Bearer.remove(exchange);
        String pair = decoded(encoded);
        int colon = pair.indexOf(':');
        String name = colon < 0 ? "" : pair.substring(0, colon);
        String password = pair.substring(colon + 1);
        @Nullable User user = users.get(name);
        if (user == null) {
            var _ = hashes.matches(nobody, password);
            throw refused();
        }
        if (!isRight(user, password)) {
            throw refused();
        }
        return Membership.of(exchange, user.tenant, name, "basic", Map.of());
    }

    private static String decoded(String encoded) {
        try {
            return new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return "";
        }
    }

    private boolean isRight(User user, String password) {
        byte[] fast = fast(password);
        byte @Nullable [] known = user.known;
        if (known != null && MessageDigest.isEqual(known, fast)) {
            return true;
        }
        boolean right = hashes.matches(user.hash, password);
        if (right) {
            user.known = fast;
        }
        return right;
    }

    /** Lives in memory only, and with a secret that nobody else has. */
    private byte[] fast(String password) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(pepper);
            return digest.digest(password.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256: missing in this Java runtime", e);
        }
    }

    private GatewayException refused() {
        return new GatewayException(
                new Failure.Unauthorized("The name or the password is wrong.", challenge));
    }

    @Override
    public String challenge() {
        return challenge;
    }
}
