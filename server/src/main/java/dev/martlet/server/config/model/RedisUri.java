// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.config.model;

import java.net.URI;
import java.net.URISyntaxException;
import org.jspecify.annotations.Nullable;

/**
 * What the URI of a Redis or a Sentinel says.
 *
 * @param secure whether TLS is spoken
 * @param user null if none is named
 * @param password null if there is none
 * @param host name or address, an IPv6 address without brackets
 * @param port -1 if it does not say
 * @param database 0 if it does not say
 */
public record RedisUri(
        boolean secure,
        @Nullable String user,
        @Nullable String password,
        String host,
        int port,
        int database) {
    /** What is expected of one. */
    public static final String EXPECTED =
            "redis://host:port or rediss://user:password@host:port/database";

    /**
     * Reads a URI.
     *
     * @param text may hold a password, so that no message quotes it
     * @return what it says
     * @throws IllegalArgumentException if it is no such URI
     */
    public static RedisUri parse(String text) {
        URI uri;
        try {
            uri = new URI(text.strip());
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("not a URI");
        }
        boolean secure = "rediss".equals(uri.getScheme());
        if (!secure && !"redis".equals(uri.getScheme())) {
            throw new IllegalArgumentException("not redis:// or rediss://");
        }
        String host = uri.getHost();
        if (host == null || uri.getPort() == 0 || uri.getPort() > 65_535) {
            throw new IllegalArgumentException("no valid host and port");
        }
        if (uri.getQuery() != null || uri.getFragment() != null) {
            throw new IllegalArgumentException("something after the database");
        }
        String login = uri.getUserInfo();
        int colon = login == null ? -1 : login.indexOf(':');
        if (login != null && colon < 0) {
            throw new IllegalArgumentException("a user without a password");
        }
        return new RedisUri(
                secure,
                login == null || colon == 0 ? null : login.substring(0, colon),
                login == null ? null : login.substring(colon + 1),
                host.replace("[", "").replace("]", ""),
                uri.getPort(),
                database(uri.getPath()));
    }

    private static int database(@Nullable String path) {
        if (path == null || path.isEmpty() || path.equals("/")) {
            return 0;
        }
        if (!path.matches("/[0-9]{1,4}")) {
            throw new IllegalArgumentException("no number of a database after the port");
        }
        return Integer.parseInt(path.substring(1));
    }
}
