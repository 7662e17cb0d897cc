// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.http2;

import java.util.HashMap;
import java.util.Map;

/** The fields that both sides of HPACK know (RFC 7541, appendix A), numbered from 1. */
final class StaticFields {
    static final int AUTHORITY = 1;
    static final int METHOD = 2;
    static final int GET = 2;
    static final int POST = 3;
    static final int PATH = 4;
    static final int SCHEME_HTTP = 6;
    static final int SCHEME_HTTPS = 7;
    static final int STATUS = 8;

    private static final String[] FIELDS = {
        ":authority",
        ":method GET",
        ":method POST",
        ":path /",
        ":path /index.html",
        ":scheme http",
        ":scheme https",
        ":status 200",
        ":status 204",
        ":status 206",
        ":status 304",
        ":status 400",
        ":status 404",
        ":status 500",
        "accept-charset",
        "accept-encoding gzip, deflate",
        "accept-language",
        "accept-ranges",
        "accept",
        "access-control-allow-origin",
        "age",
        "allow",
        "authorization",
        "cache-control",
        "content-disposition",
        "content-encoding",
        "content-language",
        "content-length",
        "content-location",
        "content-range",
        "content-type",
        "cookie",
        "date",
        "etag",
        "expect",
        "expires",
        "from",
        "host",
        "if-match",
        "if-modified-since",
        "if-none-match",
        "if-range",
        "if-unmodified-since",
        "last-modified",
        "link",
        "location",
        "max-forwards",
        "proxy-authenticate",
        "proxy-authorization",
        "range",
        "referer",
        "refresh",
        "retry-after",
        "server",
        "set-cookie",
        "strict-transport-security",
        "transfer-encoding",
        "user-agent",
        "vary",
        "via",
        "www-authenticate"
    };

    static final int COUNT = FIELDS.length;

    private static final Map<String, Integer> BY_NAME = byName();

    private StaticFields() {}

    static String name(int index) {
        String field = FIELDS[index - 1];
        int space = field.indexOf(' ');
        return space < 0 ? field : field.substring(0, space);
    }

    static String value(int index) {
        String field = FIELDS[index - 1];
        int space = field.indexOf(' ');
        return space < 0 ? "" : field.substring(space + 1);
    }

    /** The first index of a name in lower case, or 0. */
    static int index(String name) {
        return BY_NAME.getOrDefault(name, 0);
    }

    private static Map<String, Integer> byName() {
        Map<String, Integer> byName = new HashMap<>();
        for (int i = COUNT; i >= 1; i--) {
            byName.put(name(i), i);
        }
        return Map.copyOf(byName);
    }
}
