// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.config;

import dev.martlet.core.config.Default;
import dev.martlet.core.config.Doc;
import dev.martlet.core.config.Matches;
import org.jspecify.annotations.Nullable;

/** Keeps a conversation at one target. */
@Doc("Keeps a conversation at one target while that can answer, for the sake of its prompt cache.")
public record AffinityConfig(
        @Doc("false chooses anew for each request.") @Default("true") boolean enabled,
        @Doc(
                        "A header that names the conversation. Without it, its beginning does: system prompt and first message.")
                @Matches(value = "[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}", expected = "a header's name")
                @Nullable String header) {}
