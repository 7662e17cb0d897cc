// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.config.model;

import dev.martlet.core.config.Default;
import dev.martlet.core.config.Doc;
import dev.martlet.core.config.Range;
import dev.martlet.core.config.Shorthand;
import java.net.URI;

/** One address of a service. */
@Doc("One address of a service; a bare URL is enough.")
@Shorthand("url")
public record EndpointConfig(
        @Doc("http or https, host and port: http://10.0.0.1:8080. No path.") URI url,
        @Doc("Its share of the requests among the others; 0 takes it out.")
                @Default("1")
                @Range(min = "0", max = "10000")
                int weight) {
    public EndpointConfig {
        String scheme = url.getScheme();
        boolean plain =
                url.getRawPath() == null
                        || url.getRawPath().isEmpty()
                        || url.getRawPath().equals("/");
        boolean bare = plain && url.getRawQuery() == null && url.getRawFragment() == null;
        boolean port = url.getPort() >= -1 && url.getPort() != 0 && url.getPort() <= 65_535;
        boolean known = "http".equals(scheme) || "https".equals(scheme);
        if (!known || url.getHost() == null || url.getRawUserInfo() != null || !bare || !port) {
            throw new IllegalArgumentException(
                    "url: not the URL of an endpoint (expected: http://host:port or https://host:port)");
        }
    }

    /** True for https. */
    public boolean secure() {
        return url.getScheme().equals("https");
    }

    /** The host; an IPv6 literal is without its brackets. */
    public String host() {
        String host = url.getHost();
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    /** The port that is written, or the scheme's. */
    public int port() {
        return url.getPort() > 0 ? url.getPort() : secure() ? 443 : 80;
    }
}
