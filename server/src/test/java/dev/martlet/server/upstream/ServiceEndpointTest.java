// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ServiceEndpointTest {
    private final ScriptedTransports transports = new ScriptedTransports();
    private final EndpointAddress address = Services.address(1);
    private final ServiceEndpoint endpoint =
            new ServiceEndpoint(
                    address, transports.create("orders", address, TransportSettings.DEFAULTS), "");

    @Test
    void aRetiredEndpointTakesNoNewHoldAndClosesWithItsLast() {
        assertThat(endpoint.tryHold()).isTrue();
        assertThat(endpoint.tryHold()).isTrue();
        endpoint.retire();

        assertThat(endpoint.tryHold()).isFalse();
        endpoint.release().run();
        assertThat(transports.of(address).closed).isFalse();
        endpoint.release().run();
        assertThat(transports.of(address).closed).isTrue();
        assertThat(endpoint.inFlight()).isZero();
    }

    @Test
    void anIdleEndpointClosesAtOnceAndStopsItsChecks() {
        var stopped = new AtomicInteger();
        endpoint.onRetire(stopped::incrementAndGet);

        endpoint.retire();

        assertThat(transports.of(address).closed).isTrue();
        assertThat(stopped).hasValue(1);
    }
}
