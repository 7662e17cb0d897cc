// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.openai;

import dev.martlet.provider.chat.Media;

/** URLs that hold their bytes (RFC 2397), as OpenAI's APIs carry images and files. */
public final class DataUrl {
    private static final String SCHEME = "data:";
    private static final String BASE64 = ";base64";

    private DataUrl() {}

    /**
     * Tells bytes from a reference.
     *
     * @param url as it came
     * @return inline bytes for a data URL in base64, else a reference
     */
    public static Media read(String url) {
        int comma = url.regionMatches(true, 0, SCHEME, 0, SCHEME.length()) ? url.indexOf(',') : -1;
        if (comma < 0) {
            return new Media.Remote(url, null);
        }
        String head = url.substring(SCHEME.length(), comma);
        int tail = head.length() - BASE64.length();
        if (tail < 0 || !head.regionMatches(true, tail, BASE64, 0, BASE64.length())) {
            return new Media.Remote(url, null);
        }
        int parameters = head.indexOf(';');
        return new Media.Inline(head.substring(0, parameters), url.substring(comma + 1));
    }

    /**
     * A data URL.
     *
     * @param media the bytes
     * @return the URL
     */
    public static String write(Media.Inline media) {
        return SCHEME + media.type() + BASE64 + ',' + media.base64();
    }
}
