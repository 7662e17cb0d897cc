// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.cel;

import dev.martlet.core.RequestHead;
import io.helidon.http.Header;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The headers of a request by name in lower case; looked up with any case. Several lines are one
 * value, joined by {@code ", "} (RFC 9110, section 5.3). Host is among them, as it was for the
 * client.
 */
@SuppressWarnings("Immutable") // It lives within one evaluation, on one thread.
final class HeaderMap extends LazyMap {
    private final RequestHead head;

    HeaderMap(RequestHead head) {
        this.head = head;
    }

    @Override
    @Nullable String lookUp(String key) {
        HeaderName name = HeaderNames.create(key);
        if (head.headers().contains(name)) {
            return joined(head.headers().get(name));
        }
        return name.equals(HeaderNames.HOST) && !head.authority().isEmpty()
                ? head.authority()
                : null;
    }

    @Override
    Map<String, String> all() {
        Map<String, String> all = new LinkedHashMap<>();
        if (!head.authority().isEmpty()) {
            all.put(HeaderNames.HOST.lowerCase(), head.authority());
        }
        head.headers().forEach(header -> all.put(header.headerName().lowerCase(), joined(header)));
        return all;
    }

    private static String joined(Header header) {
        return header.valueCount() == 1 ? header.get() : String.join(", ", header.allValues());
    }
}
