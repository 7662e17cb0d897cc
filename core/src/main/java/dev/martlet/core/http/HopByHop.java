// SPDX-License-Identifier: Apache-2.0
package dev.martlet.core.http;

import io.helidon.http.Header;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.WritableHeaders;
import java.util.List;

/**
 * Removes the fields that are meant for one connection only (RFC 9110, section 7.6.1): Connection
 * and what it names, Keep-Alive, Proxy-Connection, TE, Transfer-Encoding, Upgrade and the
 * credentials for a proxy.
 *
 * <p>Of a request this has to happen <em>before</em> any policy runs: a client that names {@code
 * X-User} in Connection would otherwise make us drop the very field that a policy set.
 */
public final class HopByHop {
    private static final HeaderName KEEP_ALIVE = HeaderNames.create("keep-alive");
    private static final HeaderName PROXY_CONNECTION = HeaderNames.create("proxy-connection");
    private static final HeaderName HTTP2_SETTINGS = HeaderNames.create("http2-settings");
    private static final Header TE_TRAILERS = HeaderValues.createCached(HeaderNames.TE, "trailers");

    private HopByHop() {}

    /**
     * Strips a request. Two things are kept, without being named in Connection any more: {@code TE:
     * trailers}, as trailers are passed on, and Upgrade, if the client really asks for one: not for
     * {@code h2c}, which would carry requests past every policy, and not if Connection does not
     * name it.
     *
     * @param headers the fields, changed in place
     */
    public static void stripRequest(WritableHeaders<?> headers) {
        if (headers.contains(HeaderNames.UPGRADE) && !isUpgrade(headers)) {
            headers.remove(HeaderNames.UPGRADE);
        }
        boolean trailers =
                headers.contains(HeaderNames.TE)
                        && Tokens.contains(headers.get(HeaderNames.TE).allValues(), "trailers");
        strip(headers);
        headers.remove(HTTP2_SETTINGS);
        headers.remove(HeaderNames.PROXY_AUTHORIZATION);
        if (trailers) {
            headers.set(TE_TRAILERS);
        }
    }

    /**
     * Strips a reply.
     *
     * @param headers the fields, changed in place
     * @param switched whether it is a 101, whose Upgrade stays
     */
    public static void stripReply(WritableHeaders<?> headers, boolean switched) {
        strip(headers);
        headers.remove(HeaderNames.PROXY_AUTHENTICATE);
        if (!switched) {
            headers.remove(HeaderNames.UPGRADE);
        }
    }

    /** All but Upgrade, about which requests and replies differ. */
    private static void strip(WritableHeaders<?> headers) {
        if (headers.contains(HeaderNames.CONNECTION)) {
            List<String> lines = headers.get(HeaderNames.CONNECTION).allValues();
            headers.remove(HeaderNames.CONNECTION);
            for (String line : lines) {
                removeNamed(headers, line);
            }
        }
        headers.remove(HeaderNames.TE);
        headers.remove(HeaderNames.TRANSFER_ENCODING);
        headers.remove(KEEP_ALIVE);
        headers.remove(PROXY_CONNECTION);
    }

    private static void removeNamed(WritableHeaders<?> headers, String line) {
        int start = 0;
        while (start < line.length()) {
            int comma = line.indexOf(',', start);
            int end = comma < 0 ? line.length() : comma;
            String name = line.substring(start, end).strip();
            if (!isUsual(name) && Tokens.isToken(name)) {
                headers.remove(HeaderNames.create(name));
            }
            start = end + 1;
        }
    }

    /** What needs no look-up: options that are no fields, and fields with rules of their own. */
    private static boolean isUsual(String option) {
        return option.isEmpty()
                || option.equalsIgnoreCase("close")
                || option.equalsIgnoreCase("keep-alive")
                || option.equalsIgnoreCase("upgrade")
                // The length belongs to the message, whatever Connection says.
                || option.equalsIgnoreCase("content-length");
    }

    private static boolean isUpgrade(WritableHeaders<?> headers) {
        return headers.contains(HeaderNames.CONNECTION)
                && Tokens.contains(headers.get(HeaderNames.CONNECTION).allValues(), "upgrade")
                && !Tokens.contains(headers.get(HeaderNames.UPGRADE).allValues(), "h2c");
    }
}
