// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.config.bind;

import dev.martlet.core.config.Default;
import dev.martlet.core.config.Doc;
import dev.martlet.core.config.Matches;
import dev.martlet.core.config.OnError;
import org.jspecify.annotations.Nullable;

/** The keys that every policy has. */
public record Head(
        @Doc("What the policy does.") String kind,
        @Doc("Shown in logs and admin pages, and used by except. Default: the kind.")
                @Matches(
                        value = "[A-Za-z0-9][A-Za-z0-9._-]{0,62}",
                        expected = "a name of letters, digits, '.', '_' and '-'")
                @Nullable String name,
        @Doc("What becomes of a request when the policy itself fails.") @Default("deny")
                OnError onError) {}
