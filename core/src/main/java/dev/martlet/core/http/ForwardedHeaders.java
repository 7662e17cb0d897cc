// SPDX-License-Identifier: Apache-2.0
package dev.martlet.core.http;

import dev.martlet.core.Peer;
import io.helidon.http.Header;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.WritableHeaders;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Tells those behind us who called, and how: Forwarded (RFC 7239) and X-Forwarded-For, -Proto,
 * -Host and -Port, which say the same. To be called once, before any policy runs: what a policy
 * then sets stays, and what an expression reads is what the service will see.
 */
public final class ForwardedHeaders {
    private static final Header HTTP = cached(HeaderNames.X_FORWARDED_PROTO, "http");
    private static final Header HTTPS = cached(HeaderNames.X_FORWARDED_PROTO, "https");

    private ForwardedHeaders() {}

    /**
     * Writes the fields.
     *
     * <p>Of a peer that is not trusted, all that it claims is removed first: Forwarded, every
     * {@code X-Forwarded-*} (also -User and the like, which some services believe), and X-Real-IP.
     *
     * <p>A trusted proxy is believed: its address is added to the chain, and what it says of the
     * first hop (protocol, host, port) stays. Where it sent both chains, X-Forwarded-For counts, as
     * in {@link ClientAddress}, and Forwarded is written anew from it; where it sent one, the other
     * is made from it. So the two never tell different stories.
     *
     * @param headers the request's fields, changed in place
     * @param peer who is at the other end of the connection
     * @param trusted whether the peer is a trusted proxy
     * @param scheme {@code http} or {@code https}: how the request reached us
     * @param authority as the request reached us, empty if it had none
     */
    public static void write(
            WritableHeaders<?> headers,
            Peer peer,
            boolean trusted,
            String scheme,
            String authority) {
        // An authority of HTTP/2 may hold what no field of HTTP/1.1 can.
        String host = Tokens.isFieldValue(authority) ? authority : "";
        if (trusted) {
            extend(headers, peer, scheme, host);
        } else {
            removeClaims(headers);
            String forwarded = own(peer, scheme, host);
            headers.set(cached(HeaderNames.FORWARDED, forwarded));
            headers.set(cached(HeaderNames.X_FORWARDED_FOR, Addresses.text(peer.address())));
        }
        headers.setIfAbsent(scheme.equals("https") ? HTTPS : HTTP);
        if (!host.isEmpty() && !headers.contains(HeaderNames.X_FORWARDED_HOST)) {
            headers.set(cached(HeaderNames.X_FORWARDED_HOST, host));
        }
        if (!headers.contains(HeaderNames.X_FORWARDED_PORT)) {
            headers.set(cached(HeaderNames.X_FORWARDED_PORT, Integer.toString(peer.localPort())));
        }
    }

    /**
     * How the client reached the first proxy, by what the trusted ones say.
     *
     * @param headers the fields of a request, as {@link #write} has left them
     * @param scheme how the request reached us
     * @return {@code http} or {@code https}
     */
    public static String scheme(WritableHeaders<?> headers, String scheme) {
        return switch (firstOf(headers, HeaderNames.X_FORWARDED_PROTO).toLowerCase(Locale.ROOT)) {
            case "https" -> "https";
            case "http" -> "http";
            default -> scheme;
        };
    }

    private static void extend(WritableHeaders<?> headers, Peer peer, String scheme, String host) {
        String own = own(peer, scheme, host);
        String address = Addresses.text(peer.address());
        if (headers.contains(HeaderNames.X_FORWARDED_FOR)) {
            String chain = headers.get(HeaderNames.X_FORWARDED_FOR).values();
            headers.set(cached(HeaderNames.FORWARDED, fromChain(headers, chain) + ", " + own));
            headers.set(cached(HeaderNames.X_FORWARDED_FOR, chain + ", " + address));
        } else if (headers.contains(HeaderNames.FORWARDED)) {
            String forwarded = headers.get(HeaderNames.FORWARDED).values();
            headers.set(cached(HeaderNames.FORWARDED, forwarded + ", " + own));
            headers.set(cached(HeaderNames.X_FORWARDED_FOR, toChain(forwarded) + address));
        } else {
            headers.set(cached(HeaderNames.FORWARDED, own));
            headers.set(cached(HeaderNames.X_FORWARDED_FOR, address));
        }
    }

    private static String own(Peer peer, String scheme, String host) {
        var out = new StringBuilder(64);
        ForwardedElement.appendFor(out, peer.address());
        return ForwardedElement.appendReceived(out, host, scheme).toString();
    }

    /** X-Forwarded-For as Forwarded; protocol and host are those of the first hop. */
    private static String fromChain(WritableHeaders<?> headers, String chain) {
        var out = new StringBuilder(chain.length() + 64);
        for (String node : chain.split(",", -1)) {
            boolean first = out.isEmpty();
            out.append(first ? "" : ", ");
            @Nullable InetAddress address = Addresses.node(node, 0, node.length());
            if (address == null) {
                out.append("for=unknown");
            } else {
                ForwardedElement.appendFor(out, address);
            }
            if (first) {
                ForwardedElement.appendReceived(
                        out,
                        firstOf(headers, HeaderNames.X_FORWARDED_HOST),
                        firstOf(headers, HeaderNames.X_FORWARDED_PROTO));
            }
        }
        return out.toString();
    }

    private static String firstOf(WritableHeaders<?> headers, HeaderName name) {
        if (!headers.contains(name)) {
            return "";
        }
        String value = headers.get(name).get();
        int comma = value.indexOf(',');
        return (comma < 0 ? value : value.substring(0, comma)).strip();
    }

    /** Forwarded as X-Forwarded-For, with a comma at the end. */
    private static String toChain(String forwarded) {
        var out = new StringBuilder(forwarded.length());
        for (String element : forwarded.split(",", -1)) {
            @Nullable InetAddress address = ForwardedElement.node(element, 0, element.length());
            out.append(address == null ? "unknown" : Addresses.text(address)).append(", ");
        }
        return out.toString();
    }

    private static void removeClaims(WritableHeaders<?> headers) {
        headers.remove(HeaderNames.X_FORWARDED_FOR);
        headers.remove(HeaderNames.X_FORWARDED_PROTO);
        headers.remove(HeaderNames.X_FORWARDED_HOST);
        headers.remove(HeaderNames.X_FORWARDED_PORT);
        headers.remove(HeaderNames.X_FORWARDED_PREFIX);
        @Nullable List<HeaderName> others = null;
        for (Header header : headers) {
            if (isClaim(header.headerName().lowerCase())) {
                // Removed after the loop: the iterator does not bear changes.
                others = others == null ? new ArrayList<>() : others;
                others.add(header.headerName());
            }
        }
        if (others != null) {
            others.forEach(headers::remove);
        }
    }

    /** With {@code _} for {@code -} too: many servers make the same variable of both (CGI). */
    private static boolean isClaim(String name) {
        return startsWith(name, "x-forwarded-")
                || (name.length() == 9 && startsWith(name, "x-real-ip"));
    }

    private static boolean startsWith(String name, String prefix) {
        if (name.length() < prefix.length()) {
            return false;
        }
        for (int i = 0; i < prefix.length(); i++) {
            char c = name.charAt(i);
            if ((c == '_' ? '-' : c) != prefix.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private static Header cached(HeaderName name, String value) {
        return HeaderValues.createCached(name, value);
    }
}
