// SPDX-License-Identifier: Apache-2.0
package dev.martlet.core.http;

import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.WritableHeaders;
import java.util.List;

/** Says what of the request a reply depends on (RFC 9110, section 12.5.5). */
public final class Vary {
    private Vary() {}

    /**
     * Adds a field, unless it is named already or everything is ({@code *}).
     *
     * @param headers the fields of a reply, changed in place
     * @param field the name of a field of the request
     */
    public static void add(WritableHeaders<?> headers, String field) {
        if (!headers.contains(HeaderNames.VARY)) {
            headers.set(HeaderValues.createCached(HeaderNames.VARY, field));
            return;
        }
        List<String> lines = headers.get(HeaderNames.VARY).allValues();
        if (!Tokens.contains(lines, field) && !Tokens.contains(lines, "*")) {
            String all = String.join(", ", lines) + ", " + field;
            headers.set(HeaderValues.createCached(HeaderNames.VARY, all));
        }
    }
}
