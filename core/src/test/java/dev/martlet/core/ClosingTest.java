// SPDX-License-Identifier: Apache-2.0
package dev.martlet.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.helidon.http.Status;
import io.helidon.http.WritableHeaders;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/** Whatever is acquired for a reply or an exchange is let go of exactly once. */
class ClosingTest {
    private static final int THREADS = 8;

    @Test
    void whatWasAddedLastIsLetGoOfFirstAndAllOfItIfOnePartThrows() {
        List<String> seen = new ArrayList<>();
        Reply reply = FullReply.empty(Status.OK_200);
        reply.onClose(() -> seen.add("first"));
        reply.onClose(() -> {
            throw new IllegalStateException("bug");
        });
        reply.onClose(() -> seen.add("last"));
        reply.close();
        reply.close();
        assertThat(seen).containsExactly("last", "first");
    }

    @Test
    void anErrorOfOneActionDoesNotKeepTheOthersFromRunning() {
        List<String> seen = new ArrayList<>();
        Exchange exchange = Fixture.exchange("GET", "http://h/");
        exchange.onClose(() -> seen.add("close"));
        exchange.onClose(() -> {
            throw new NoClassDefFoundError("bug");
        });
        exchange.cancellation()
                .onCancel(() -> {
                    throw new StackOverflowError();
                });
        exchange.cancellation().onCancel(() -> seen.add("cancel"));
        exchange.cancellation().cancel(new Failure.ClientGone());
        exchange.close();
        assertThat(seen).containsExactly("cancel", "close");
        assertThat(exchange.snapshot().holds()).as("only the publisher's").isEqualTo(1);
    }

    @Test
    void aWrapperIsClosedBeforeWhatItWraps() {
        List<String> seen = new ArrayList<>();
        Body source = closing(Body.empty(), () -> seen.add("source"));
        StreamedReply.of(Status.OK_200, WritableHeaders.create(), source)
                .mapBody(body -> closing(Body.empty(), () -> seen.add("wrapper")))
                .close();
        assertThat(seen).containsExactly("wrapper", "source");

        seen.clear();
        StreamedReply.of(
                        Status.OK_200,
                        WritableHeaders.create(),
                        events(() -> seen.add("source")),
                        event -> new byte[0])
                .mapEvents(any -> events(() -> seen.add("wrapper")))
                .close();
        assertThat(seen).containsExactly("wrapper", "source");
    }

    private static Body closing(Body body, Runnable onClose) {
        return new FilterBody(body) {
            @Override
            public void close() {
                onClose.run();
            }
        };
    }

    private static EventSource events(Runnable onClose) {
        return new EventSource() {
            @Override
            public Event next() {
                return null;
            }

            @Override
            public void close() {
                onClose.run();
            }
        };
    }

    @Test
    void whatIsAddedAfterTheEndIsLetGoOfAtOnce() {
        var closed = new AtomicInteger();
        Reply reply = FullReply.empty(Status.OK_200);
        reply.close();
        reply.onClose(closed::incrementAndGet);
        assertThat(closed).hasValue(1);
    }

    @Test
    void aChangedReplyIsTheSameReplyWhenItIsClosed() {
        var closed = new AtomicInteger();
        var body = new ClosableBody(closed);
        StreamedReply streamed = StreamedReply.of(Status.OK_200, WritableHeaders.create(), body);
        StreamedReply changed =
                streamed.withStatus(Status.ACCEPTED_202).mapBody(any -> new FilterBody(any) {});
        changed.onClose(closed::incrementAndGet);
        changed.close();
        streamed.close();
        assertThat(closed).hasValue(2);

        FullReply full = FullReply.empty(Status.OK_200);
        full.onClose(closed::incrementAndGet);
        full.withBody(new byte[1]).withStatus(Status.ACCEPTED_202).close();
        full.close();
        assertThat(closed).hasValue(3);
    }

    @RepeatedTest(20)
    void manyThreadsCloseAReplyOnceWhileOthersStillAddToIt() {
        var closed = new AtomicInteger();
        Reply reply = FullReply.empty(Status.OK_200);
        Together.run(
                THREADS,
                i -> {
                    for (int j = 0; j < 50; j++) {
                        reply.onClose(closed::incrementAndGet);
                    }
                    reply.close();
                });
        assertThat(closed).hasValue(THREADS * 50);
    }

    @RepeatedTest(20)
    void manyThreadsEndAnExchangeOnceAndItsPinLast() {
        Snapshot snapshot = Fixture.snapshot(1);
        var snapshots = new Snapshots(snapshot);
        Exchange exchange = Fixture.exchange(snapshots.pin(), "GET", "http://h/", Payload.NONE);
        List<Long> holds = new ArrayList<>();
        exchange.onClose(() -> holds.add(snapshot.holds()));
        assertThat(snapshot.holds()).isEqualTo(2);
        Together.run(THREADS, i -> exchange.close());
        assertThat(snapshot.holds()).isEqualTo(1);
        assertThat(holds).containsExactly(2L);
    }

    @Test
    void aSwitchOfProtocolsKeepsItsStatusAndClosesItsTunnel() {
        var closed = new AtomicInteger();
        Tunnel tunnel =
                new Tunnel() {
                    @Override
                    public int read(byte[] buffer, int offset, int length) {
                        return -1;
                    }

                    @Override
                    public void write(byte[] buffer, int offset, int length) {}

                    @Override
                    public void shutdownOutput() {}

                    @Override
                    public void close() {
                        closed.incrementAndGet();
                    }
                };
        var reply = new TunnelReply(WritableHeaders.create(), tunnel);
        assertThatThrownBy(() -> reply.withStatus(Status.OK_200))
                .isInstanceOf(IllegalStateException.class);
        reply.close();
        reply.close();
        assertThat(closed).hasValue(1);
    }

    private static final class ClosableBody extends FilterBody {
        private final AtomicInteger closed;
        private final AtomicBoolean over = new AtomicBoolean();

        ClosableBody(AtomicInteger closed) {
            super(Body.empty());
            this.closed = closed;
        }

        @Override
        public void close() {
            if (over.compareAndSet(false, true)) {
                closed.incrementAndGet();
            }
        }
    }
}
