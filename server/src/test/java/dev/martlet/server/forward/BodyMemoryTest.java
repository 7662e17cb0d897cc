// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.forward;

import static org.assertj.core.api.Assertions.assertThat;

import dev.martlet.core.Body;
import dev.martlet.core.Call;
import dev.martlet.core.Deadline;
import dev.martlet.core.Exchange;
import dev.martlet.core.FilterBody;
import dev.martlet.core.FullReply;
import dev.martlet.core.Payload;
import dev.martlet.core.Peer;
import dev.martlet.core.Reply;
import dev.martlet.core.RequestHead;
import dev.martlet.core.Snapshot;
import dev.martlet.core.Snapshots;
import dev.martlet.core.Upstream;
import dev.martlet.core.route.TrieRouter;
import io.helidon.http.Method;
import io.helidon.http.Status;
import io.helidon.http.WritableHeaders;
import java.io.IOException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Bodies are held for a retry or a mirror while there is room, and stream by when there is none.
 */
class BodyMemoryTest {
    private static final int ROOM = 10_000;

    private final BodyMemory memory = new BodyMemory(ROOM);
    private final FakeUpstream main = new FakeUpstream();
    private final FakeUpstream shadow = new FakeUpstream();

    /** Copies that have been asked for, to be run when the test says so. */
    private final List<Runnable> copies = new ArrayList<>();

    @Test
    void aSmallBodyIsHeldUntilItsRequestEnds() {
        Exchange exchange = exchange(ofKnownLength(4000));
        plain().answer(exchange);
        assertThat(main.replayable).containsExactly(true);
        assertThat(memory.free()).isEqualTo(ROOM - 4000);
        exchange.close();
        assertThat(memory.free()).isEqualTo(ROOM);
    }

    @Test
    void aSmallBodyStreamsWhereThereIsNoRoom() throws IOException {
        plain().answer(exchange(ofKnownLength(6000)));
        Exchange second = exchange(ofKnownLength(6000));
        plain().answer(second);
        assertThat(main.replayable).containsExactly(true, false);
        assertThat(main.read(1)).isEqualTo(6000);
        second.close();
        assertThat(memory.free()).isEqualTo(ROOM - 6000);
    }

    @Test
    void aMirroredBodyIsHeldUntilItsCopyWasSent() throws IOException {
        Exchange exchange = exchange(ofUnknownLength(2000));
        mirrored().answer(exchange);
        assertThat(memory.free()).isEqualTo(ROOM);
        assertThat(main.read(0)).isEqualTo(2000);
        exchange.close();
        assertThat(memory.free()).isLessThan(ROOM);
        copies.forEach(Runnable::run);
        assertThat(shadow.read(0)).isEqualTo(2000);
        assertThat(memory.free()).isEqualTo(ROOM);
    }

    @Test
    void aBodyIsNotMirroredWhereThereIsNoRoom() throws IOException {
        mirrored().answer(exchange(ofUnknownLength(ROOM)));
        assertThat(main.read(0)).isEqualTo(ROOM);
        assertThat(copies).isEmpty();
        assertThat(memory.free()).isEqualTo(ROOM);
    }

    @Test
    void aRequestThatEndsWithinItsBodyGivesBackItsRoom() throws IOException {
        Exchange exchange = exchange(ofUnknownLength(2000));
        mirrored().answer(exchange);
        Body body = main.payloads.getFirst().open();
        assertThat(body.read(new byte[700], 0, 700)).isPositive();
        assertThat(memory.free()).isLessThan(ROOM);
        exchange.close();
        assertThat(memory.free()).isEqualTo(ROOM);
        assertThat(body.read(new byte[700], 0, 700)).isPositive();
        assertThat(memory.free()).isEqualTo(ROOM);
    }

    private ServiceTarget plain() {
        return new ServiceTarget(
                List.of(new ServiceTarget.Share(main, 1)), new Random(1), null, memory);
    }

    private ServiceTarget mirrored() {
        var mirror = new Mirror(shadow, 1, new Random(1), copies::add, memory);
        return new ServiceTarget(
                List.of(new ServiceTarget.Share(main, 1)), new Random(1), mirror, memory);
    }

    private static Body ofKnownLength(int length) {
        return Body.of(new byte[length]);
    }

    private static Body ofUnknownLength(int length) {
        return new FilterBody(Body.of(new byte[length])) {
            @Override
            public long length() {
                return -1;
            }
        };
    }

    private static Exchange exchange(Body body) {
        var here = InetAddress.getLoopbackAddress();
        var snapshot = Snapshot.builder(1, TrieRouter.compile(List.of()).router()).build();
        return new Exchange(
                "test",
                new Peer("test", here, 1, 2, false, "1.1", List.of()),
                here,
                new Snapshots(snapshot).pin(),
                new RequestHead(Method.POST, "http", "test", "/", null, WritableHeaders.create()),
                new Payload.Streaming(body),
                System::nanoTime);
    }

    /** Remembers what it was sent. */
    private static final class FakeUpstream implements Upstream {
        private final List<Payload> payloads = new ArrayList<>();
        private final List<Boolean> replayable = new ArrayList<>();

        @Override
        public String name() {
            return "fake";
        }

        @Override
        public Reply send(Call call, Deadline deadline) {
            payloads.add(call.payload());
            replayable.add(call.payload().replayable());
            return FullReply.empty(Status.OK_200);
        }

        /** Reads a payload to its end; returns how long it was. */
        int read(int index) throws IOException {
            Body body = payloads.get(index).open();
            var buffer = new byte[512];
            int total = 0;
            int count = body.read(buffer, 0, buffer.length);
            while (count >= 0) {
                total += count;
                count = body.read(buffer, 0, buffer.length);
            }
            return total;
        }
    }
}
