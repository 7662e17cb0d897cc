// SPDX-License-Identifier: Apache-2.0
package dev.martlet.policy.identity;

import dev.martlet.core.config.Default;
import dev.martlet.core.config.Doc;
import dev.martlet.core.config.Matches;
import dev.martlet.core.config.NonEmpty;
import dev.martlet.core.config.Secret;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Names and passwords (RFC 7617). */
@Doc("Recognises names and passwords (HTTP Basic).")
public record BasicConfig(
        @Doc("What browsers show when they ask.")
                @Default("martlet")
                @Matches(
                        value = "[A-Za-z0-9 ._-]{1,64}",
                        expected = "letters, digits, spaces, '.', '_' and '-'")
                String realm,
        @Doc("Who may call.") @NonEmpty List<User> users) {
    public BasicConfig {
        Set<String> names = new HashSet<>();
        for (User user : users) {
            if (!names.add(user.name())) {
                throw new IllegalArgumentException(
                        "users: one is listed twice (expected: each name once)");
            }
        }
        users = List.copyOf(users);
    }

    /** Somebody. */
    @Doc("Somebody with a password.")
    public record User(
            @Doc("The name; without a colon.")
                    @Matches(
                            value = "[^:\\u0000-\\u001f]{1,128}",
                            expected = "a name without a colon")
                    String name,
            @Doc("The hash of the password, as martlet password prints it.") Secret password,
            @Doc("Whose user this is. Without it nobody's limits hold.") @Nullable String tenant) {
        public User {
            var _ = PasswordHash.parse(password.reveal());
        }
    }
}
