// SPDX-License-Identifier: Apache-2.0
package dev.martlet.core.http;

import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.Headers;
import java.net.InetAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who the caller is, when proxies stand in front of us.
 *
 * <p>Each proxy adds to the right of X-Forwarded-For (or Forwarded, RFC 7239, section 5.2) the
 * address that it was called from. What a trusted proxy added is true; everything to the left of
 * what an untrusted party added is hearsay, as anybody can send such a field. So, from the peer on,
 * right to left: as long as the address in hand is trusted, the next one to the left is believed.
 * The first one that is not trusted is the client; where all are trusted it is the leftmost. An
 * entry that is not an address ({@code unknown}, {@code _hidden}, a name) ends the walk: the client
 * is then the last address that was known.
 *
 * <p>Where both fields are present, X-Forwarded-For counts and Forwarded is ignored. A trusted
 * proxy that writes only Forwarded therefore has to drop the X-Forwarded-For that it receives.
 */
public final class ClientAddress {
    private ClientAddress() {}

    /**
     * Finds the caller.
     *
     * @param peer who is at the other end of the connection
     * @param headers the fields as received
     * @param trusted the proxies whose fields are believed
     * @return the address of the caller
     */
    public static InetAddress of(InetAddress peer, Headers headers, AddressSet trusted) {
        if (!trusted.contains(peer)) {
            return peer;
        }
        if (headers.contains(HeaderNames.X_FORWARDED_FOR)) {
            return walk(peer, values(headers, HeaderNames.X_FORWARDED_FOR), trusted, false);
        }
        if (headers.contains(HeaderNames.FORWARDED)) {
            return walk(peer, values(headers, HeaderNames.FORWARDED), trusted, true);
        }
        return peer;
    }

    private static List<String> values(Headers headers, HeaderName name) {
        return headers.all(name, List::of);
    }

    private static InetAddress walk(
            InetAddress peer, List<String> values, AddressSet trusted, boolean forwarded) {
        InetAddress known = peer;
        for (String value : values.reversed()) {
            int end = value.length();
            while (end >= 0) {
                int start = elementStart(value, end);
                if (!isBlank(value, start, end)) {
                    @Nullable InetAddress next =
                            forwarded
                                    ? ForwardedElement.node(value, start, end)
                                    : Addresses.node(value, start, end);
                    if (next == null) {
                        return known;
                    }
                    known = next;
                    if (!trusted.contains(known)) {
                        return known;
                    }
                }
                end = start - 1;
            }
        }
        return known;
    }

    /**
     * Where the last element before {@code end} starts. A comma inside a quoted string would be
     * part of an element, but no node has one: cutting there makes it something that is not an
     * address, which ends the walk.
     */
    private static int elementStart(String value, int end) {
        return end == 0 ? 0 : value.lastIndexOf(',', end - 1) + 1;
    }

    private static boolean isBlank(String text, int from, int to) {
        for (int i = from; i < to; i++) {
            if (!Addresses.isSpace(text.charAt(i))) {
                return false;
            }
        }
        return true;
    }
}
