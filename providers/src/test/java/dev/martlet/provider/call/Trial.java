// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.call;

import dev.martlet.core.Cancellation;
import dev.martlet.core.Exchange;
import dev.martlet.core.Failure;
import dev.martlet.core.FullReply;
import dev.martlet.core.GatewayException;
import dev.martlet.core.Payload;
import dev.martlet.core.Peer;
import dev.martlet.core.Reply;
import dev.martlet.core.RequestHead;
import dev.martlet.core.Route;
import dev.martlet.core.RouteMatch;
import dev.martlet.core.Router;
import dev.martlet.core.Snapshot;
import dev.martlet.core.Snapshots;
import dev.martlet.core.StreamedReply;
import dev.martlet.core.config.DataSize;
import dev.martlet.core.overload.ConcurrencyConfig;
import dev.martlet.core.overload.Sharing;
import dev.martlet.provider.catalogue.ModelInfo;
import dev.martlet.provider.catalogue.Prices;
import dev.martlet.provider.catalogue.TokenCounter;
import dev.martlet.provider.config.FailoverConfig;
import dev.martlet.provider.config.FilterAction;
import dev.martlet.provider.config.MidStream;
import dev.martlet.provider.config.ModelBalance;
import dev.martlet.provider.config.Unsupported;
import dev.martlet.provider.dialect.Dialect;
import dev.martlet.provider.openaichat.OpenAiChat;
import dev.martlet.provider.pool.Candidate;
import dev.martlet.provider.pool.KeyRing;
import dev.martlet.provider.pool.ModelPool;
import dev.martlet.provider.pool.Provider;
import dev.martlet.provider.pool.ProviderKey;
import dev.martlet.provider.pool.Seat;
import dev.martlet.provider.pool.SseFormat;
import dev.martlet.provider.pool.TargetState;
import dev.martlet.provider.preset.Quirks;
import dev.martlet.provider.usage.UsageRecord;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.Method;
import io.helidon.http.WritableHeaders;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.InetAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;

/** One alias over fake providers, and clients that ask for it. Waits cost no time. */
final class Trial {
    final List<UsageRecord> used = Collections.synchronizedList(new ArrayList<>());
    final List<Long> waits = Collections.synchronizedList(new ArrayList<>());
    final List<String> events = Collections.synchronizedList(new ArrayList<>());
    final AtomicLong skew = new AtomicLong();
    final List<Candidate> candidates = new ArrayList<>();
    final Cancellation[] cancellation = new Cancellation[1];

    int attempts = 4;
    Duration firstByte = Duration.ofSeconds(30);
    Duration firstToken = Duration.ofSeconds(30);
    Duration whole = Duration.ofSeconds(30);
    Duration idle = Duration.ofSeconds(30);
    Duration budget = Duration.ofMinutes(2);
    Duration maxWait = Duration.ofSeconds(10);
    Duration keepAlive;
    MidStream midStream = MidStream.RESTART;
    Provider.Api api = Provider.Api.ANY;
    List<Dialect> also = List.of();
    FilterAction filter = FilterAction.STOP;
    Unsupported unsupported = Unsupported.REFUSE;
    ModelBalance balance = ModelBalance.WEIGHTED;
    boolean affinity = true;

    /** How many each target may have in flight; 0 for no limit. */
    int places;

    Sharing sharing = Sharing.AT_ONCE;
    long replayLimit = 16 << 20;
    Dialect client = new OpenAiChat();
    Map<String, String> headers = Map.of();
    RandomGenerator random = new Random(7);
    Prices prices =
            (provider, model, usage) ->
                    new BigDecimal("0.001").multiply(BigDecimal.valueOf(usage.total()));
    private ModelPool pool;

    long now() {
        return System.nanoTime() + skew.get();
    }

    private CallRuntime runtime() {
        return new CallRuntime(
                this::now,
                () -> Instant.ofEpochSecond(1_800_000_000L),
                random,
                (nanos, cancelled) -> {
                    cancelled.check();
                    waits.add(nanos / 1_000_000);
                    skew.addAndGet(nanos);
                },
                TokenCounter.ROUGH,
                prices,
                (exchange, record) -> used.add(record),
                new CallObserver() {
                    @Override
                    public void tried(
                            Exchange exchange,
                            String provider,
                            String model,
                            int number,
                            String outcome,
                            long nanos) {
                        events.add(number + " " + provider + " " + outcome);
                    }

                    @Override
                    public void restarted(
                            Exchange exchange, String provider, String model, String how) {
                        events.add(provider + " " + how);
                    }

                    @Override
                    public void malformedEvent(Exchange exchange, String provider) {
                        events.add(provider + " malformed");
                    }
                });
    }

    Trial target(FakeProvider upstream) {
        return target(upstream, 1, 1);
    }

    Trial target(FakeProvider upstream, int weight, int priority) {
        return target(upstream, weight, priority, Quirks.NONE, ModelInfo.UNKNOWN, keys(1));
    }

    static KeyRing keys(int count) {
        List<ProviderKey> keys = new ArrayList<>();
        for (int i = 1; i <= count; i++) {
            keys.add(new ProviderKey("key#" + i, "secret-" + i, 1));
        }
        return new KeyRing(keys);
    }

    Trial target(
            FakeProvider upstream,
            int weight,
            int priority,
            Quirks quirks,
            ModelInfo info,
            KeyRing keys) {
        return target(upstream, new OpenAiChat(), weight, priority, quirks, info, keys);
    }

    Trial target(
            FakeProvider upstream,
            Dialect dialect,
            int weight,
            int priority,
            Quirks quirks,
            ModelInfo info,
            KeyRing keys) {
        var provider =
                new Provider(
                        upstream.name(),
                        dialect,
                        new SseFormat(),
                        upstream,
                        URI.create("https://api.example.com/v1"),
                        (head, body, key) -> {
                            head.headers().set(HeaderNames.AUTHORIZATION, "Bearer " + key.secret());
                            return head;
                        },
                        keys,
                        Map.of("x-extra", "yes"),
                        quirks,
                        api);
        List<Provider> others =
                also.stream().map(other -> provider.in(other, new SseFormat())).toList();
        candidates.add(
                new Candidate(
                        provider.and(others),
                        upstream.name() + "-model",
                        weight,
                        priority,
                        model -> info,
                        places == 0
                                ? new TargetState()
                                : new TargetState(
                                        upstream.name(),
                                        new ConcurrencyConfig(places, places),
                                        sharing,
                                        System::nanoTime)));
        return this;
    }

    /** Targets of rising priority: asked in the order given. */
    Trial targets(FakeProvider... upstreams) {
        for (int i = 0; i < upstreams.length; i++) {
            target(upstreams[i], 1, i + 1);
        }
        return this;
    }

    ModelPool pool() {
        if (pool == null) {
            var failover =
                    new FailoverConfig(
                            attempts,
                            firstByte,
                            whole,
                            firstToken,
                            idle,
                            Duration.ofMinutes(10),
                            budget,
                            maxWait,
                            midStream,
                            filter,
                            new DataSize(replayLimit));
            pool =
                    new ModelPool(
                            "smart",
                            candidates,
                            new ModelPool.Settings(
                                    balance, affinity, null, failover, unsupported, keepAlive),
                            random,
                            prices);
        }
        return pool;
    }

    static String request(boolean stream, String text) {
        return """
        {"model":"smart","messages":[{"role":"user","content":"%s"}]%s,"x_unknown":1.50}\
        """
                .formatted(text, stream ? ",\"stream\":true" : "");
    }

    Exchange exchange() {
        WritableHeaders<?> fields = WritableHeaders.create();
        headers.forEach((name, value) -> fields.set(HeaderNames.create(name), value));
        var snapshots = new Snapshots(Snapshot.builder(1, NO_ROUTES).build());
        var loopback = InetAddress.getLoopbackAddress();
        var exchange =
                new Exchange(
                        "req-1",
                        new Peer("public", loopback, 40000, 8080, false, "1.1", List.of()),
                        loopback,
                        snapshots.pin(),
                        new RequestHead(
                                Method.POST, "http", "gw", "/v1/chat/completions", null, fields),
                        Payload.NONE,
                        System::nanoTime);
        cancellation[0] = exchange.cancellation();
        return exchange;
    }

    Reply relay(RelayRequest request, Seat seat) {
        return new RelayCall(runtime()).answer(exchange(), request, pool(), seat);
    }

    Reply ask(String body) {
        var request =
                new ClientRequest(
                        client,
                        new SseFormat(),
                        Dialect.Address.NONE,
                        body.getBytes(StandardCharsets.UTF_8));
        return new ChatCall(runtime()).answer(exchange(), request, pool());
    }

    /** Asks, streaming or not, and gives back all that the client gets. */
    Got get(boolean stream) {
        return get(request(stream, "hello"));
    }

    Got get(String body) {
        try (Reply reply = ask(body)) {
            return new Got(reply, read(reply), null);
        } catch (GatewayException e) {
            return new Got(null, "", e.failure());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    static String read(Reply reply) throws IOException {
        byte[] bytes =
                switch (reply) {
                    case FullReply full -> full.body();
                    case StreamedReply streamed -> streamed.body().readAllBytes();
                    default -> throw new AssertionError(reply);
                };
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** What a client got. */
    record Got(Reply reply, String body, Failure failure) {
        int status() {
            return failure == null ? reply.status().code() : failure.status().code();
        }

        String header(String name) {
            HeaderName field = HeaderNames.create(name);
            return reply.headers().first(field).orElse(null);
        }

        /** The text of the answer, whole or of all chunks. */
        String text() {
            return Texts.of(body);
        }

        Failure.ModelFailed failed() {
            return (Failure.ModelFailed) failure;
        }
    }

    private static final Router NO_ROUTES =
            new Router() {
                @Override
                public RouteMatch match(Exchange exchange) {
                    return null;
                }

                @Override
                public List<Route> routes() {
                    return List.of();
                }
            };
}
