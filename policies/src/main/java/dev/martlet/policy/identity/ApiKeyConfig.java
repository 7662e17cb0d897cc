// SPDX-License-Identifier: Apache-2.0
package dev.martlet.policy.identity;

import dev.martlet.core.config.Doc;
import dev.martlet.core.config.Matches;
import org.jspecify.annotations.Nullable;

/** Keys of tenants. */
@Doc(
        "Recognises the API keys of tenants, wherever an SDK puts them: Authorization: Bearer, x-api-key, api-key, x-goog-api-key, ?key=.")
public record ApiKeyConfig(
        @Doc(
                        "Takes the key from this header only; what stands in the other places is for the service or provider.")
                @Matches(value = "[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}", expected = "a header's name")
                @Nullable String header) {}
