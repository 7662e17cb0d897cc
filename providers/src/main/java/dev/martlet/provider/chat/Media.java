// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.chat;

import org.jspecify.annotations.Nullable;

/** Where the bytes of an image, a file or a sound are. */
public sealed interface Media {
    /**
     * In the message itself.
     *
     * @param type the media type, for example {@code image/png}
     * @param base64 the bytes in base64 (RFC 4648, section 4), as they came
     */
    record Inline(String type, String base64) implements Media {}

    /**
     * At a URL that the provider fetches; Martlet never does.
     *
     * @param url as it came
     * @param type the media type if it was said
     */
    record Remote(String url, @Nullable String type) implements Media {}

    /**
     * Uploaded before; an id means nothing to another provider.
     *
     * @param id the provider's
     */
    record Uploaded(String id) implements Media {}
}
