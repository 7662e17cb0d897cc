// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.upstream;

import static dev.martlet.server.upstream.ScriptedTransports.reply;
import static dev.martlet.server.upstream.Services.address;
import static org.assertj.core.api.Assertions.assertThat;

import dev.martlet.core.Call;
import dev.martlet.core.Deadline;
import dev.martlet.core.Reply;
import dev.martlet.core.config.Secret;
import dev.martlet.server.upstream.ServiceSettings.Cookie;
import dev.martlet.server.upstream.ServiceSettings.KeyedBy;
import dev.martlet.server.upstream.ServiceSettings.Outlier;
import io.helidon.http.HeaderNames;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;

class StickyTest {
    private static final List<EndpointAddress> ADDRESSES =
            List.of(address(1), address(2), address(3));

    private final ScriptedTransports transports = new ScriptedTransports();
    private final Services services =
            Services.of(transports, ADDRESSES.toArray(EndpointAddress[]::new));

    @Test
    void theFirstReplySetsACookieThatTellsNoAddress() {
        services.sticky = new Cookie("stick", Duration.ofHours(1), null);

        String cookie = setCookie(services.make(), Calls.get());

        assertThat(cookie)
                .matches("stick=[A-Za-z0-9_-]{22}; Path=/; HttpOnly; SameSite=Lax; Max-Age=3600")
                .doesNotContain("10.0.0");
    }

    @Test
    void overTlsTheCookieIsSecureAndWithoutTtlItEndsWithTheBrowser() {
        services.sticky = new Cookie("stick", null, null);

        assertThat(setCookie(services.make(), Calls.withCookie("a=b")))
                .endsWith("; SameSite=Lax; Secure");
    }

    @Test
    void aClientThatSendsTheCookieStaysAndGetsNoOther() {
        services.sticky = new Cookie("stick", null, null);
        Service service = services.make();
        String value = value(setCookie(service, Calls.get()));
        String chosen = transports.asked.getLast();

        for (int i = 0; i < 9; i++) {
            Call call = Calls.withCookie("xstick=no; stick=" + value + "; other=1");
            assertThat(setCookie(service, call)).isNull();
            assertThat(transports.asked.getLast()).isEqualTo(chosen);
        }
    }

    @Test
    void gatewaysWithTheSameSecretUnderstandEachOthersCookies() {
        services.sticky = new Cookie("stick", null, null);
        String value = value(setCookie(services.make(), Calls.get()));

        assertThat(setCookie(services.make(), Calls.withCookie("stick=" + value))).isNull();

        services.secret = "another".getBytes(StandardCharsets.US_ASCII);
        assertThat(setCookie(services.make(), Calls.withCookie("stick=" + value))).isNotNull();
    }

    @Test
    void aConfiguredSecretOutlivesTheProcess() {
        services.sticky = new Cookie("stick", null, new Secret("0123456789abcdef"));
        String value = value(setCookie(services.make(), Calls.get()));

        services.secret = "that of another process".getBytes(StandardCharsets.US_ASCII);
        assertThat(setCookie(services.make(), Calls.withCookie("stick=" + value))).isNull();

        services.sticky = new Cookie("stick", null, new Secret("fedcba9876543210"));
        assertThat(setCookie(services.make(), Calls.withCookie("stick=" + value))).isNotNull();
    }

    @Test
    void aClientWhoseEndpointIsOutGetsAnotherAndAnotherCookie() {
        services.sticky = new Cookie("stick", null, null);
        services.outlier = new Outlier(1, Duration.ofHours(1), 0.5);
        Service service = services.make();
        String value = value(setCookie(service, Calls.get()));
        String chosen = transports.asked.getLast();
        ADDRESSES.stream()
                .filter(each -> each.id().equals(chosen))
                .forEach(each -> transports.script(each, _ -> reply(503)));

        // The first finds out and is tried elsewhere; its cookie names the one that answered.
        String next = setCookie(service, Calls.withCookie("stick=" + value));

        assertThat(value(next)).isNotEqualTo(value);
        transports.asked.clear();
        assertThat(setCookie(service, Calls.withCookie("stick=" + value))).isNotNull();
        assertThat(transports.asked).hasSize(1).doesNotContain(chosen);
    }

    @Test
    void aRetryLeavesTheEndpointOfTheCookieAlone() {
        services.sticky = new Cookie("stick", null, null);
        Service service = services.make();
        String value = value(setCookie(service, Calls.get()));
        String chosen = transports.asked.getLast();
        ADDRESSES.stream()
                .filter(each -> each.id().equals(chosen))
                .forEach(each -> transports.script(each, _ -> reply(503)));
        transports.asked.clear();

        assertThat(setCookie(service, Calls.withCookie("stick=" + value))).isNotNull();
        assertThat(transports.asked).hasSize(2).startsWith(chosen).doesNotHaveDuplicates();
    }

    @Test
    void aMadeUpCookieIsReplaced() {
        services.sticky = new Cookie("stick", null, null);

        assertThat(setCookie(services.make(), Calls.withCookie("stick=10.0.0.1"))).isNotNull();
    }

    @Test
    void theSameKeyGoesToTheSameEndpointAndDifferentOnesSpread() {
        services.sticky = new KeyedBy("x-key");
        Service service = services.make();
        var used = new HashSet<String>();
        for (int key = 0; key < 50; key++) {
            transports.asked.clear();
            for (int i = 0; i < 3; i++) {
                service.send(Calls.withKey("user-" + key), Deadline.NONE).close();
            }
            assertThat(new HashSet<>(transports.asked)).hasSize(1);
            used.addAll(transports.asked);
        }
        assertThat(used).hasSize(3);
    }

    private static String setCookie(Service service, Call call) {
        try (Reply reply = service.send(call, Deadline.NONE)) {
            return reply.headers().first(HeaderNames.SET_COOKIE).orElse(null);
        }
    }

    private static String value(String cookie) {
        return cookie.substring(cookie.indexOf('=') + 1, cookie.indexOf(';'));
    }
}
