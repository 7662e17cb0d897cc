// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.martlet.core.Deadline;
import dev.martlet.core.Failure;
import dev.martlet.core.GatewayException;
import dev.martlet.core.Reply;
import dev.martlet.core.UpstreamFailure;
import dev.martlet.server.upstream.ServiceSettings.Concurrency;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ServiceLimitTest {
    @Test
    void aCallHoldsItsPermitUntilItsReplyCloses() {
        var transports = new ScriptedTransports();
        var services = Services.of(transports, Services.address(1));
        services.concurrency = new Concurrency(2, 2);
        Service service = services.make();
        List<Reply> streams = new ArrayList<>();
        streams.add(service.send(Calls.get(), Deadline.NONE));
        streams.add(service.send(Calls.get(), Deadline.NONE));

        var refused =
                catchThrowableOfType(
                        GatewayException.class, () -> service.send(Calls.get(), Deadline.NONE));
        assertThat(refused.failure()).isInstanceOf(Failure.Shed.class);
        assertThat(refused.failure().retryAfter()).isPositive();
        assertThat(transports.asked).hasSize(2);
        assertThat(service.status().overloaded()).isEqualTo(1);

        streams.getFirst().close();
        service.send(Calls.get(), Deadline.NONE).close();
        streams.getLast().close();
        assertThat(service.status().inFlight()).isZero();
    }

    @Test
    void aCallThatFailsGivesItsPermitBack() {
        var transports = new ScriptedTransports();
        transports.script(
                Services.address(1),
                ScriptedTransports.fails(new UpstreamFailure.Protocol("orders")));
        var services = Services.of(transports, Services.address(1));
        services.concurrency = new Concurrency(1, 1);
        Service service = services.make();

        for (int i = 0; i < 3; i++) {
            var failed =
                    catchThrowableOfType(
                            GatewayException.class, () -> service.send(Calls.get(), Deadline.NONE));
            assertThat(failed.failure()).isInstanceOf(UpstreamFailure.Protocol.class);
        }
        assertThat(service.status().inFlight()).isZero();
    }
}
