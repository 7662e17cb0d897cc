// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.model;

import dev.martlet.core.Condition;
import dev.martlet.core.Exchange;
import dev.martlet.core.Expressions;
import dev.martlet.core.Failure;
import dev.martlet.core.FullReply;
import dev.martlet.core.GatewayException;
import dev.martlet.core.GatewayListener;
import dev.martlet.core.KeyExpression;
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
import dev.martlet.core.Upstream;
import dev.martlet.core.config.DataSize;
import dev.martlet.provider.call.CallObserver;
import dev.martlet.provider.call.CallRuntime;
import dev.martlet.provider.call.ChatCall;
import dev.martlet.provider.call.ClientRequest;
import dev.martlet.provider.call.Pause;
import dev.martlet.provider.catalogue.ModelInfo;
import dev.martlet.provider.catalogue.Prices;
import dev.martlet.provider.catalogue.TokenCounter;
import dev.martlet.provider.config.FailoverConfig;
import dev.martlet.provider.config.FilterAction;
import dev.martlet.provider.config.MidStream;
import dev.martlet.provider.config.ModelBalance;
import dev.martlet.provider.config.Unsupported;
import dev.martlet.provider.dialect.Dialect;
import dev.martlet.provider.json.Json;
import dev.martlet.provider.openaichat.OpenAiChat;
import dev.martlet.provider.pool.Candidate;
import dev.martlet.provider.pool.KeyRing;
import dev.martlet.provider.pool.ModelPool;
import dev.martlet.provider.pool.Provider;
import dev.martlet.provider.pool.SseFormat;
import dev.martlet.provider.pool.TargetState;
import dev.martlet.provider.preset.Quirks;
import dev.martlet.provider.usage.UsageRecord;
import dev.martlet.server.http1.BufferPool;
import dev.martlet.server.http1.HeadLimits;
import dev.martlet.server.io.Watchdog;
import dev.martlet.server.upstream.BackgroundTasks;
import dev.martlet.server.upstream.EndpointAddress;
import dev.martlet.server.upstream.Resolver;
import dev.martlet.server.upstream.Service;
import dev.martlet.server.upstream.ServiceRuntime;
import dev.martlet.server.upstream.ServiceSettings;
import dev.martlet.server.upstream.ServiceSettings.Listed;
import dev.martlet.server.upstream.ServiceSettings.Retry;
import dev.martlet.server.upstream.ServiceSettings.Source;
import dev.martlet.server.upstream.ServiceSettings.Weighted;
import dev.martlet.server.upstream.ServiceStatus;
import dev.martlet.server.upstream.TransportSettings;
import dev.martlet.server.upstream.http1.Http1Runtime;
import dev.martlet.server.upstream.http1.Http1Transport;
import io.helidon.http.Method;
import io.helidon.http.WritableHeaders;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;
import tools.jackson.databind.JsonNode;

/** An alias over providers on real ports, reached by the real upstream. */
final class ModelRig implements AutoCloseable {
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Watchdog watchdog = new Watchdog(System::nanoTime, threads);
    private final BackgroundTasks tasks = new BackgroundTasks();
    private final Http1Runtime http1 =
            new Http1Runtime(
                    watchdog,
                    threads,
                    new BufferPool(16 << 10, 16),
                    new HeadLimits(8 << 10, 64 << 10, 200));
    private final List<Service> services = new ArrayList<>();
    private final List<Candidate> candidates = new ArrayList<>();
    final List<UsageRecord> used = Collections.synchronizedList(new ArrayList<>());

    Duration limit = Duration.ofSeconds(20);
    Duration firstToken = Duration.ofSeconds(20);
    Duration idle = Duration.ofSeconds(20);
    Duration budget = Duration.ofSeconds(60);
    MidStream midStream = MidStream.RESTART;
    private ModelPool pool;

    ModelRig targets(RawProvider... providers) {
        for (RawProvider provider : providers) {
            target(provider.name, address(false, provider.port()));
        }
        return this;
    }

    static Source address(boolean secure, int port) {
        return new Listed(
                List.of(new Weighted(new EndpointAddress(secure, "127.0.0.1", port, null), 1)));
    }

    ModelRig target(String name, Source source) {
        var settings =
                new ServiceSettings(
                        name,
                        source,
                        TransportSettings.DEFAULTS,
                        new ServiceSettings.RoundRobin(),
                        null,
                        null,
                        0.5,
                        Duration.ofMinutes(10),
                        Duration.ofMinutes(10),
                        Retry.NEVER,
                        null,
                        null);
        var service = new Service(settings, runtime());
        services.add(service);
        candidates.add(
                new Candidate(
                        provider(name, service),
                        name,
                        1,
                        candidates.size() + 1,
                        model -> ModelInfo.UNKNOWN,
                        new TargetState()));
        return this;
    }

    private static Provider provider(String name, Upstream service) {
        return new Provider(
                name,
                new OpenAiChat(),
                new SseFormat(),
                service,
                URI.create("http://provider.test/v1"),
                (head, body, key) -> head,
                new KeyRing(List.of()),
                Map.of(),
                Quirks.NONE);
    }

    private ServiceRuntime runtime() {
        return ServiceRuntime.of(
                (service, address, settings) ->
                        new Http1Transport(
                                service, address, settings, address.secure() ? tls() : null, http1),
                new NoNames(),
                tasks,
                new NoExpressions(),
                GatewayListener.NONE,
                new byte[16]);
    }

    private static SSLContext tls() {
        try {
            return SSLContext.getDefault();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private ModelPool pool() {
        if (pool == null) {
            var failover =
                    new FailoverConfig(
                            4,
                            limit,
                            limit,
                            firstToken,
                            idle,
                            Duration.ofMinutes(10),
                            budget,
                            Duration.ofSeconds(10),
                            midStream,
                            FilterAction.STOP,
                            new DataSize(16 << 20));
            pool =
                    new ModelPool(
                            "smart",
                            candidates,
                            new ModelPool.Settings(
                                    ModelBalance.WEIGHTED,
                                    true,
                                    null,
                                    failover,
                                    Unsupported.REFUSE,
                                    null),
                            new Random(7),
                            Prices.UNKNOWN);
        }
        return pool;
    }

    /** Sends a request, and gives back what the client gets. */
    Got get(boolean stream) {
        var request =
                new ClientRequest(
                        new OpenAiChat(),
                        new SseFormat(),
                        Dialect.Address.NONE,
                        """
                        {"model":"smart","stream":%s,"messages":[{"role":"user","content":"hi"}]}\
                        """
                                .formatted(stream)
                                .getBytes(StandardCharsets.UTF_8));
        var call =
                new ChatCall(
                        new CallRuntime(
                                System::nanoTime,
                                InstantSource.system(),
                                new Random(7),
                                Pause.REAL,
                                TokenCounter.ROUGH,
                                Prices.UNKNOWN,
                                (exchange, record) -> used.add(record),
                                CallObserver.NONE));
        try (Exchange exchange = exchange();
                Reply reply = call.answer(exchange, request, pool())) {
            return new Got(reply.status().code(), read(reply), null);
        } catch (GatewayException e) {
            return new Got(e.failure().status().code(), "", e.failure());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static String read(Reply reply) throws IOException {
        byte[] bytes =
                reply instanceof StreamedReply streamed
                        ? streamed.body().readAllBytes()
                        : ((FullReply) reply).body();
        return new String(bytes, StandardCharsets.UTF_8);
    }

    record Got(int status, String body, Failure failure) {
        String text() {
            if (!body.startsWith("data: ")) {
                return Json.read(body).at("/choices/0/message/content").asString("");
            }
            var text = new StringBuilder();
            for (String line : body.lines().toList()) {
                if (line.startsWith("data: {")) {
                    JsonNode chunk = Json.read(line.substring("data: ".length()));
                    text.append(chunk.at("/choices/0/delta/content").asString(""));
                }
            }
            return text.toString();
        }
    }

    private static Exchange exchange() {
        var here = InetAddress.getLoopbackAddress();
        return new Exchange(
                "req-1",
                new Peer("test", here, 1, 2, false, "1.1", List.of()),
                here,
                new Snapshots(Snapshot.builder(1, new NoRoutes()).build()).pin(),
                new RequestHead(
                        Method.POST, "http", "gw", "/v1/chat", null, WritableHeaders.create()),
                Payload.NONE,
                System::nanoTime);
    }

    /** Requests that some endpoint still holds. */
    int inFlight() {
        return services.stream().map(Service::status).mapToInt(ServiceStatus::inFlight).sum();
    }

    @Override
    public void close() {
        services.forEach(Service::close);
        tasks.close();
        watchdog.close();
        threads.shutdownNow();
    }

    private static final class NoNames implements Resolver {
        @Override
        public List<InetAddress> addresses(String host) throws IOException {
            throw new IOException("no such name");
        }

        @Override
        public List<SrvRecord> services(String name) throws IOException {
            throw new IOException("no such name");
        }
    }

    private static final class NoExpressions implements Expressions {
        @Override
        public Condition condition(String source) {
            throw new IllegalArgumentException("not used");
        }

        @Override
        public KeyExpression key(String source) {
            throw new IllegalArgumentException("not used");
        }
    }

    private static final class NoRoutes implements Router {
        @Override
        public RouteMatch match(Exchange exchange) {
            return null;
        }

        @Override
        public List<Route> routes() {
            return List.of();
        }
    }
}
