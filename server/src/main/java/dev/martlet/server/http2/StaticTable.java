// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.http2;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The fields that HPACK knows beforehand (RFC 7541, appendix A). */
final class StaticTable {
    /** How many there are; the dynamic table starts behind. */
    static final int SIZE = 61;

    private static final String[] FIELDS = {
        ":authority", "",
        ":method", "GET",
        ":method", "POST",
        ":path", "/",
        ":path", "/index.html",
        ":scheme", "http",
        ":scheme", "https",
        ":status", "200",
        ":status", "204",
        ":status", "206",
        ":status", "304",
        ":status", "400",
        ":status", "404",
        ":status", "500",
        "accept-charset", "",
        "accept-encoding", "gzip, deflate",
        "accept-language", "",
        "accept-ranges", "",
        "accept", "",
        "access-control-allow-origin", "",
        "age", "",
        "allow", "",
        "authorization", "",
        "cache-control", "",
        "content-disposition", "",
        "content-encoding", "",
        "content-language", "",
        "content-length", "",
        "content-location", "",
        "content-range", "",
        "content-type", "",
        "cookie", "",
        "date", "",
        "etag", "",
        "expect", "",
        "expires", "",
        "from", "",
        "host", "",
        "if-match", "",
        "if-modified-since", "",
        "if-none-match", "",
        "if-range", "",
        "if-unmodified-since", "",
        "last-modified", "",
        "link", "",
        "location", "",
        "max-forwards", "",
        "proxy-authenticate", "",
        "proxy-authorization", "",
        "range", "",
        "referer", "",
        "refresh", "",
        "retry-after", "",
        "server", "",
        "set-cookie", "",
        "strict-transport-security", "",
        "transfer-encoding", "",
        "user-agent", "",
        "vary", "",
        "via", "",
        "www-authenticate", ""
    };

    private static final Map<String, Integer> BY_NAME = new HashMap<>();

    static {
        for (int index = SIZE; index >= 1; index--) {
            BY_NAME.put(name(index), index);
        }
    }

    private StaticTable() {}

    static String name(int index) {
        return FIELDS[2 * index - 2];
    }

    static String value(int index) {
        return FIELDS[2 * index - 1];
    }

    /** The first index with a name in lower case, or 0. */
    static int find(String name) {
        @Nullable Integer index = BY_NAME.get(name);
        return index == null ? 0 : index;
    }
}
