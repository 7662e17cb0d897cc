// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.martlet.server.upstream.ServiceSettings.Concurrency;
import dev.martlet.server.upstream.ServiceSettings.Health;
import dev.martlet.server.upstream.ServiceSettings.Listed;
import dev.martlet.server.upstream.ServiceSettings.Outlier;
import dev.martlet.server.upstream.ServiceSettings.Retry;
import dev.martlet.server.upstream.ServiceSettings.Retry.On;
import dev.martlet.server.upstream.ServiceSettings.StatusRange;
import dev.martlet.server.upstream.ServiceSettings.Weighted;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ServiceSettingsTest {
    @Test
    void settingsAreComparedByValueSoThatAReloadKeepsTheService() {
        assertThat(settings(8080)).isEqualTo(settings(8080)).hasSameHashCodeAs(settings(8080));
        assertThat(settings(8080)).isNotEqualTo(settings(8081));
    }

    @Test
    void theDefaultsAreTheDocumentedOnes() {
        ServiceSettings settings = settings(8080);

        assertThat(settings.panic()).isEqualTo(0.5);
        assertThat(settings.tryTimeout()).isEqualTo(Duration.ofSeconds(15));
        assertThat(settings.requestTimeout()).isEqualTo(Duration.ofSeconds(30));
        assertThat(settings.transport().connect()).isEqualTo(Duration.ofSeconds(1));
        assertThat(settings.transport().idle()).isEqualTo(Duration.ofSeconds(60));
        assertThat(settings.transport().pool())
                .isEqualTo(
                        new TransportSettings.Pool(
                                1024, 256, Duration.ofSeconds(60), Duration.ofSeconds(1)));
        assertThat(settings.retry())
                .isEqualTo(
                        new Retry(
                                2,
                                Set.of(On.CONNECT, On.RESET, On.TIMEOUT),
                                Set.of(502, 503, 504),
                                Set.of("GET", "HEAD", "PUT", "DELETE", "OPTIONS"),
                                0.2,
                                Duration.ofMillis(25),
                                Duration.ofSeconds(1)));
        assertThat(Outlier.DEFAULTS).isEqualTo(new Outlier(5, Duration.ofSeconds(30), 0.5));
        assertThat(Health.of("/healthz"))
                .isEqualTo(
                        new Health(
                                "/healthz",
                                Duration.ofSeconds(5),
                                Duration.ofSeconds(1),
                                2,
                                3,
                                List.of(new StatusRange(200, 399))));
    }

    @Test
    void anEndpointIsNamedByItsAddress() throws Exception {
        var resolved = InetAddress.getByAddress("db", new byte[] {10, 0, 0, 1});

        assertThat(new EndpointAddress(true, "db", 8443, resolved).id())
                .isEqualTo("https://10.0.0.1:8443");
        assertThat(new EndpointAddress(false, "db", 80, null).id()).isEqualTo("http://db:80");
        assertThat(new EndpointAddress(false, "::1", 80, null).id()).isEqualTo("http://[::1]:80");
    }

    @Test
    void whatMakesNoSenseIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Concurrency(5, 4))
                .withMessage("min: greater than max (expected: at most max)");
        assertThatIllegalArgumentException().isThrownBy(() -> new Listed(List.of()));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Outlier(1, Duration.ofSeconds(1), Double.NaN));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new EndpointAddress(false, "a", 0, null));
    }

    private static ServiceSettings settings(int port) {
        var address = new EndpointAddress(false, "10.0.0.1", port, null);
        return ServiceSettings.of("orders", new Listed(List.of(new Weighted(address, 1))));
    }
}
