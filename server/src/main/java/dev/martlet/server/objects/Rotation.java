// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.objects;

import dev.martlet.core.config.Default;
import dev.martlet.core.config.Doc;
import dev.martlet.core.config.Range;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What a caller may say about the rotation of a key. */
record Rotation(
        @Doc("How long the old key works beside the new one.")
                @Default("24h")
                @Range(min = "0s", max = "90d")
                Duration overlap,
        @Doc("The id of the new key. Default: that of the old one with a number.")
                @Nullable String id) {}
