// SPDX-License-Identifier: Apache-2.0
package dev.martlet.policy.identity;

import dev.martlet.core.config.DataSize;
import dev.martlet.core.config.Default;
import dev.martlet.core.config.Doc;
import dev.martlet.core.config.Matches;
import dev.martlet.core.config.NonEmpty;
import dev.martlet.core.config.Range;
import dev.martlet.core.config.Secret;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Signed requests. */
@Doc(
        "Recognises requests that are signed with a shared secret (Authorization: MARTLET-HMAC-SHA256). See docs/identity.md.")
public record HmacConfig(
        @Doc("Who may call.") @NonEmpty List<HmacKey> keys,
        @Doc("How far the time of a request may be from the gateway's; so long it is remembered.")
                @Default("5m")
                @Range(min = "1s", max = "1h")
                Duration window,
        @Doc("The largest body that is checked.") @Default("10MiB") @Range(min = "1", max = "1GiB")
                DataSize maxBody) {
    public HmacConfig {
        Set<String> ids = new HashSet<>();
        for (HmacKey key : keys) {
            if (!ids.add(key.id())) {
                throw new IllegalArgumentException(
                        "keys: one is listed twice (expected: each id once)");
            }
        }
        keys = List.copyOf(keys);
    }

    /** A shared secret. */
    @Doc("A shared secret.")
    public record HmacKey(
            @Doc("Names it in requests, logs and the ledger.")
                    @Matches(
                            value = "[A-Za-z0-9][A-Za-z0-9._-]{0,62}",
                            expected = "a name of letters, digits, '.', '_' and '-'")
                    String id,
            @Doc("The secret: at least 32 characters.") Secret secret,
            @Doc("Whose it is. Without it nobody's limits hold.") @Nullable String tenant) {
        public HmacKey {
            if (secret.reveal().length() < 32) {
                throw new IllegalArgumentException(
                        "secret: too short (expected: at least 32 characters)");
            }
        }
    }
}
