// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.upstream;

import dev.martlet.core.Call;
import dev.martlet.core.Reply;
import dev.martlet.core.RequestHead;
import io.helidon.http.HeaderNames;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a client at one endpoint by a cookie (RFC 6265). Its value is a keyed hash of the
 * endpoint's id: it tells nobody an address, and nobody can make one up.
 */
final class StickyCookie {
    /** Bytes of the hash that go into the cookie. */
    private static final int TAG_BYTES = 16;

    private final String service;
    private final ServiceSettings.Cookie settings;
    private final SecretKeySpec secret;

    /**
     * A cookie.
     *
     * @param ofProcess keys it if the settings name no secret
     */
    StickyCookie(String service, ServiceSettings.Cookie settings, byte[] ofProcess) {
        this.service = service;
        this.settings = settings;
        byte[] key =
                settings.secret() == null
                        ? ofProcess
                        : settings.secret().reveal().getBytes(StandardCharsets.UTF_8);
        this.secret = new SecretKeySpec(key, "HmacSHA256");
    }

    /** What the cookie calls an endpoint. */
    String tag(EndpointAddress address) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(secret);
            byte[] hash =
                    mac.doFinal((service + '\n' + address.id()).getBytes(StandardCharsets.UTF_8));
            return Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(Arrays.copyOf(hash, TAG_BYTES));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("HmacSHA256: missing from the Java runtime", e);
        }
    }

    /** A balancer that follows the cookie, and asks another where there is none that helps. */
    Balancer before(Balancer other) {
        return (all, usable) -> {
            ServiceEndpoint[] endpoints = usable.toArray(ServiceEndpoint[]::new);
            return new Following(this, endpoints, other.over(all, usable));
        };
    }

    @SuppressWarnings(
            "ArrayRecordComponent") // Never compared; an array is the cheapest to pick from.
    private record Following(StickyCookie cookie, ServiceEndpoint[] endpoints, Picker other)
            implements Picker {
        @Override
        public ServiceEndpoint pick(Call call, @Nullable Tried tried) {
            @Nullable String tag = cookie.sent(call.head());
            if (tag != null) {
                for (ServiceEndpoint endpoint : endpoints) {
                    if (endpoint.tag().equals(tag) && !Tried.has(tried, endpoint)) {
                        return endpoint;
                    }
                }
            }
            return other.pick(call, tried);
        }
    }

    /** Sets the cookie unless the client has sent the same one. */
    void remember(Call call, ServiceEndpoint endpoint, Reply reply) {
        if (endpoint.tag().equals(sent(call.head()))) {
            return;
        }
        var text = new StringBuilder(96);
        text.append(settings.name()).append('=').append(endpoint.tag());
        text.append("; Path=/; HttpOnly; SameSite=Lax");
        if (settings.ttl() != null) {
            text.append("; Max-Age=").append(Math.max(1, settings.ttl().toSeconds()));
        }
        if (call.head().scheme().equals("https")) {
            text.append("; Secure");
        }
        reply.headers().add(HeaderNames.SET_COOKIE, text.toString());
    }

    private @Nullable String sent(RequestHead head) {
        if (!head.headers().contains(HeaderNames.COOKIE)) {
            return null;
        }
        for (String line : head.headers().all(HeaderNames.COOKIE, List::of)) {
            @Nullable String value = find(line);
            if (value != null) {
                return value;
            }
        }
        return null;
    }

    private @Nullable String find(String line) {
        String name = settings.name();
        int at = 0;
        while (at < line.length()) {
            int end = line.indexOf(';', at);
            end = end < 0 ? line.length() : end;
            while (at < end && line.charAt(at) == ' ') {
                at++;
            }
            if (line.startsWith(name, at)
                    && at + name.length() < end
                    && line.charAt(at + name.length()) == '=') {
                return line.substring(at + name.length() + 1, end).strip();
            }
            at = end + 1;
        }
        return null;
    }
}
